"""Whom signing inside SIAK trusts and who signs: settings that are wrong stop the start."""

from pathlib import Path

import pytest

from api.app import build_parts
from api.config import Settings, SettingsError, from_environment

NIK = "6311064101709001"
INSIDE = {
    "DIKJAMILA_SIGNING": "siak",
    "DIKJAMILA_SIGNING_ROOTS": "bsre.pem, lain.pem",
    "DIKJAMILA_SIGNING_NIKS": f"kepala-1={NIK}, plt-1 = 6311064101709002",
}
BSRE = {
    "DIKJAMILA_BSRE_URL": "http://127.0.0.1:1/esign",
    "DIKJAMILA_BSRE_USER": "dinas-contoh",
    "DIKJAMILA_BSRE_PASSWORD": "rahasia-contoh",
}


def test_each_signatory_has_a_nik_and_roots_are_named_by_file() -> None:
    settings = from_environment(INSIDE)

    assert settings.signing_elsewhere == "siak"
    assert settings.signer_niks == {"kepala-1": NIK, "plt-1": "6311064101709002"}
    assert settings.trusted_roots == (Path("bsre.pem"), Path("lain.pem"))


def test_our_own_key_signs_unless_it_is_said_otherwise() -> None:
    assert Settings().signing_elsewhere == ""


@pytest.mark.parametrize("version", ["bsre_v1", "bsre_v2"])
def test_signing_at_bsre_itself_needs_to_know_where_and_by_which_account(version: str) -> None:
    settings = from_environment(INSIDE | BSRE | {"DIKJAMILA_SIGNING": version})

    assert settings.signing_elsewhere == version
    assert "rahasia-contoh" not in repr(settings)
    for name in BSRE:
        lacking = INSIDE | BSRE | {"DIKJAMILA_SIGNING": version, name: ""}
        with pytest.raises(SettingsError, match=name):
            assert from_environment(lacking).signing_elsewhere


def test_bsre_may_sign_where_siak_is_filled_in_by_hand() -> None:
    by_hand = {"DIKJAMILA_SIGNING": "bsre_v2", "DIKJAMILA_SIAK_MODE": "by_hand"}

    assert from_environment(INSIDE | BSRE | by_hand).signing_elsewhere == "bsre_v2"


def test_no_nik_is_shown_with_the_settings() -> None:
    assert NIK not in repr(from_environment(INSIDE))


@pytest.mark.parametrize(
    "wrong",
    [
        {"DIKJAMILA_SIGNING": "bsre"},
        {"DIKJAMILA_SIGNING_ROOTS": ""},
        {"DIKJAMILA_SIGNING_NIKS": ""},
        {"DIKJAMILA_SIGNING_NIKS": NIK},
        {"DIKJAMILA_SIGNING_NIKS": f"kepala-1={NIK}1"},
        {"DIKJAMILA_SIAK_MODE": "by_hand"},
    ],
    ids=lambda wrong: "-".join(wrong),
)
def test_what_cannot_work_is_refused_without_naming_anybody(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refused:
        assert from_environment(INSIDE | wrong).signing_elsewhere

    assert NIK not in str(refused.value)


def test_a_root_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    empty = tmp_path / "kosong.pem"
    empty.write_text("bukan sertifikat", "ascii")

    for file in (empty, tmp_path / "tidak-ada.pem"):
        settings = Settings(data_dir=tmp_path / "data", signing_roots=str(file))
        with pytest.raises(SettingsError, match="SIGNING_ROOTS"):
            build_parts(settings)

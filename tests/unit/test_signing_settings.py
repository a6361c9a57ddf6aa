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


def test_each_signatory_has_a_nik_and_roots_are_named_by_file() -> None:
    settings = from_environment(INSIDE)

    assert settings.signs_in_siak
    assert settings.signer_niks == {"kepala-1": NIK, "plt-1": "6311064101709002"}
    assert settings.trusted_roots == (Path("bsre.pem"), Path("lain.pem"))


def test_our_own_key_signs_unless_it_is_said_otherwise() -> None:
    assert not Settings().signs_in_siak


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
        assert from_environment(INSIDE | wrong).signs_in_siak

    assert NIK not in str(refused.value)


def test_a_root_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    empty = tmp_path / "kosong.pem"
    empty.write_text("bukan sertifikat", "ascii")

    for file in (empty, tmp_path / "tidak-ada.pem"):
        settings = Settings(data_dir=tmp_path / "data", signing_roots=str(file))
        with pytest.raises(SettingsError, match="SIGNING_ROOTS"):
            build_parts(settings)

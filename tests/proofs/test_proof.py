"""A proof of service: complete, checkable by anybody, and broken by any change."""

import copy
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from api.app import Parts
from api.domain.proof import problems_of, written
from api.domain.values import Status
from api.gateways.signing.pki import ROOT, ensure_pki, read_certificates
from api.gateways.signing.seal import judge_detached
from api.usecases.proofs import proof_of, sealed_proof
from tests.conftest import MONDAY
from tests.factories import NIK, PHONE, Bench
from tests.proofs.conftest import Command
from tests.stations import stand

Pair = tuple[bytes, bytes]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Name an empty database; how a proof is read does not depend on the engine's ways."""
    return f"sqlite+aiosqlite:///{tmp_path / 'db.sqlite3'}"


def read(pair: Pair) -> dict[str, Any]:  # any JSON
    told: dict[str, Any] = json.loads(pair[0])
    return told


async def test_it_tells_who_did_what_and_which_files_there_were(pair: Pair) -> None:
    proof = read(pair)

    actions = [step["action"] for step in proof["steps"]]
    assert actions[0] == "CREATE"
    assert {"SUBMIT", "CONFIRM_COMPLETE", "VERIFY", "FINISH_SIGN", "ISSUE"} <= set(actions)
    assert proof["application"]["status"] == "COMPLETED"
    assert proof["people"]["verifikator-1"]["name"]
    assert proof["received"]
    assert all(document["signed_sha256"] for document in proof["documents"])
    assert problems_of(proof) == []


async def test_it_holds_nobodys_number(pair: Pair, bench: Bench) -> None:
    text = pair[0].decode()

    assert NIK not in text
    assert PHONE.removeprefix("+") not in text


async def test_the_same_story_gives_the_same_bytes(parts: Parts, finished: str) -> None:
    assert await proof_of(parts.office, finished) == await proof_of(parts.office, finished)


@pytest.mark.parametrize("status", [Status.REJECTED, Status.CANCELLED, Status.EXPIRED])
async def test_other_ends_are_proven_too(parts: Parts, bench: Bench, status: Status) -> None:
    application_id = await stand(bench, status)

    proof = await proof_of(parts.office, application_id)

    assert proof is not None
    assert problems_of(json.loads(proof)) == []


async def test_what_is_not_finished_has_no_proof(parts: Parts, bench: Bench) -> None:
    application_id = await stand(bench, Status.AWAITING_VERIFICATION)

    assert await sealed_proof(parts.office, application_id) is None
    assert await sealed_proof(parts.office, "unknown") is None


async def test_the_command_finds_it_whole_without_the_office(
    packed: bytes, root: Path, command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "bukti.zip"
    file.write_bytes(packed)

    said = command("verify-receipt", file, "--root", root)

    assert said.returncode == 0, said.stdout + said.stderr
    assert said.stdout.startswith("BUKTI UTUH\n")
    assert "SIMULASI Segel Layanan" in said.stdout
    assert "Tercakup titik periksa" in said.stdout


def test_openssl_accepts_the_seal(pair: Pair, root: Path, tmp_path: Path) -> None:
    (tmp_path / "bukti.json").write_bytes(pair[0])
    (tmp_path / "seal.p7s").write_bytes(pair[1])

    said = subprocess.run(
        f"openssl cms -verify -binary -inform DER -purpose any -in seal.p7s -content bukti.json "
        f"-CAfile {root} -out out".split(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 0, said.stderr


def changes(proof: dict[str, Any]) -> dict[str, tuple[dict[str, Any], str]]:
    """Return altered proofs by what was done, each with the code it must be refused with."""

    def with_change(change: Any) -> dict[str, Any]:  # any function
        altered = copy.deepcopy(proof)
        change(altered)
        return altered

    def drop(at: int) -> Any:  # a function
        return lambda p: p["steps"].pop(at)

    return {
        "a removed step": (with_change(drop(3)), "STEP_MISSING"),
        "the last step removed": (with_change(drop(-1)), "HEAD_DIFFERS"),
        "the first step removed": (with_change(drop(0)), "STEP_MISSING"),
        "a step by somebody else": (
            with_change(lambda p: p["steps"][4].update(human_id="lain")),
            "STEP_CHANGED",
        ),
        "a step at another time": (
            with_change(lambda p: p["steps"][4].update(occurred_at="2026-01-01T00:00:00+00:00")),
            "STEP_CHANGED",
        ),
        "two steps exchanged": (
            with_change(lambda p: p["steps"].insert(3, p["steps"].pop(4))),
            "STEP_MISSING",
        ),
        "another end": (
            with_change(lambda p: p["application"].update(status="REJECTED")),
            "STATUS_DIFFERS",
        ),
        "another application": (
            with_change(lambda p: p["application"].update(id="01LAIN")),
            "STEP_CHANGED",
        ),
        "another received file": (
            with_change(lambda p: p["received"][0].update(sha256="0" * 64)),
            "FILE_UNPROVEN",
        ),
        "another signed file": (
            with_change(lambda p: p["documents"][0].update(signed_sha256="0" * 64)),
            "FILE_UNPROVEN",
        ),
        "a shorter way": (
            with_change(lambda p: p["checkpoint"]["path"].clear()),
            "CHECKPOINT_DIFFERS",
        ),
        "another root": (
            with_change(lambda p: p["checkpoint"]["statement"].update(root_hash="0" * 64)),
            "CHECKPOINT_DIFFERS",
        ),
        "something else": (with_change(lambda p: p.update(kind="x")), "UNREADABLE"),
        "steps that are none": (with_change(lambda p: p.update(steps=[1, 2])), "UNREADABLE"),
        "no documents at all": (with_change(lambda p: p.pop("documents")), "UNREADABLE"),
    }


async def test_every_change_of_the_story_is_found_even_if_it_were_sealed_anew(pair: Pair) -> None:
    for done, (altered, code) in changes(read(pair)).items():
        assert code in {each.code for each in problems_of(altered)}, done


async def test_a_changed_byte_anywhere_breaks_the_seal(
    pair: Pair, root: Path, certificates: Path
) -> None:
    proof, seal = pair
    roots: list[x509.Certificate] = read_certificates(root)
    chance = random.Random(6311)

    async def is_whole(data: bytes, signature: bytes) -> bool:
        return (await judge_detached(data, signature, roots=roots, now=MONDAY)).genuine

    assert await is_whole(proof, seal)
    for _ in range(40):
        at, bit = chance.randrange(len(proof)), 1 << chance.randrange(8)
        flipped = proof[:at] + bytes([proof[at] ^ bit]) + proof[at + 1 :]
        assert not await is_whole(flipped, seal), at
    for _ in range(40):
        at, bit = chance.randrange(len(seal)), 1 << chance.randrange(8)
        flipped = seal[:at] + bytes([seal[at] ^ bit]) + seal[at + 1 :]
        assert not await is_whole(proof, flipped), at
    for shorter in (seal[:-1], seal[:100], b"", seal + b"\0"):
        assert not await is_whole(proof, shorter)


async def test_the_command_refuses_an_altered_proof_and_says_where(
    pair: Pair, root: Path, command: Command, tmp_path: Path
) -> None:
    altered, _ = changes(read(pair))["a removed step"]
    file = tmp_path / "bukti-layanan.json"
    file.write_bytes(written(altered))
    file.with_name(f"{file.name}.p7s").write_bytes(pair[1])

    said = command("verify-receipt", file, "--root", root)

    assert said.returncode == 1
    assert said.stdout.startswith("BUKTI TIDAK UTUH\n")
    assert "SEAL ALTERED" in said.stdout
    assert "STEP_MISSING steps.3" in said.stdout


async def test_a_seal_of_another_office_is_not_trusted(
    packed: bytes, command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "bukti.zip"
    file.write_bytes(packed)
    ensure_pki(tmp_path / "stranger", MONDAY)

    said = command("verify-receipt", file, "--root", tmp_path / "stranger" / ROOT)

    assert said.returncode == 1
    assert "UNTRUSTED" in said.stdout


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"{}", b"\xff" * 5_000])
async def test_what_is_no_proof_is_refused_in_plain_words(
    data: bytes, root: Path, command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "bukti.json"
    file.write_bytes(data)

    said = command("verify-receipt", file, "--root", root)

    assert said.returncode in (1, 2)
    assert "Traceback" not in said.stderr

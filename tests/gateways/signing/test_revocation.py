"""Certificates that end before their time: who may still sign, and which signatures stay good."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from api.domain.ports import CertificateState, Permanent
from api.gateways.signing import pki as development
from api.gateways.signing.local import LocalSigner
from api.gateways.signing.pki import NewSignatory, ensure_pki, read_certificate, renew_signatory
from api.gateways.signing.revocation import NotPossible, Revocations
from tests.gateways.conftest import NOW, PASSPHRASE
from tests.running import ROOT

LATER = NOW + timedelta(hours=1)
NEW = NewSignatory("kepala", "MUSTOFA CONTOH", "frasa-baru-9001")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A PKI of one's own, whose certificates may be spoilt."""
    head = NewSignatory("kepala", "MUSTOFA CONTOH", PASSPHRASE)
    ensure_pki(tmp_path / "pki", NOW - timedelta(days=1), [head], rounds=1000)
    return tmp_path / "pki"


@pytest.fixture
def office(folder: Path) -> LocalSigner:
    return LocalSigner(folder, lambda: LATER)


def serial_of(folder: Path) -> int:
    return read_certificate(folder / "signatories" / "kepala.pem").serial_number


def revoke(revocations: Revocations, serial: int) -> None:
    revocations.revoke(serial, NOW, x509.ReasonFlags.key_compromise)


def suspend(revocations: Revocations, serial: int) -> None:
    revocations.suspend(serial, NOW)


@pytest.mark.parametrize(
    ("act", "code", "state"),
    [
        (revoke, "CERTIFICATE_REVOKED", CertificateState.REVOKED),
        (suspend, "CERTIFICATE_SUSPENDED", CertificateState.SUSPENDED),
    ],
)
async def test_a_certificate_that_does_not_count_opens_no_batch(
    act: Callable[[Revocations, int], None],
    code: str,
    state: CertificateState,
    folder: Path,
    office: LocalSigner,
) -> None:
    act(Revocations(folder), serial_of(folder))

    with pytest.raises(Permanent) as refusal:
        await office.unlock("kepala", PASSPHRASE)

    assert refusal.value.code == code
    assert (await office.standing("kepala")).state is state


@pytest.mark.parametrize(
    ("act", "code"), [(revoke, "CERTIFICATE_REVOKED"), (suspend, "CERTIFICATE_SUSPENDED")]
)
async def test_a_batch_under_way_stops_with_the_next_document(
    act: Callable[[Revocations, int], None],
    code: str,
    folder: Path,
    office: LocalSigner,
    prepared: bytes,
) -> None:
    key = await office.unlock("kepala", PASSPHRASE)
    await key.sign(prepared, field="TTE", reason="Pengesahan", now=LATER)

    act(Revocations(folder), serial_of(folder))  # by another process

    with pytest.raises(Permanent) as refusal:
        await key.sign(prepared, field="TTE", reason="Pengesahan", now=LATER)
    assert refusal.value.code == code


async def test_after_a_suspension_is_taken_back_the_key_signs_again(
    folder: Path, office: LocalSigner, prepared: bytes
) -> None:
    Revocations(folder).suspend(serial_of(folder), NOW)
    Revocations(folder).resume(serial_of(folder))

    key = await office.unlock("kepala", PASSPHRASE)
    file = await key.sign(prepared, field="TTE", reason="Pengesahan", now=LATER)

    assert (await office.verify(file.pdf)).genuine


async def test_a_signature_made_before_a_revocation_stays_good_by_its_time_stamp(
    folder: Path, office: LocalSigner, prepared: bytes
) -> None:
    key = await office.unlock("kepala", PASSPHRASE)
    file = await key.sign(prepared, field="TTE", reason="Pengesahan", now=NOW)

    Revocations(folder).revoke(serial_of(folder), NOW + timedelta(minutes=1))

    assert (await office.verify(file.pdf)).genuine


@pytest.mark.parametrize(("act", "reason"), [(revoke, "REVOKED"), (suspend, "SUSPENDED")])
async def test_a_signature_made_after_it_is_refused_whatever_proofs_it_brings(
    act: Callable[[Revocations, int], None],
    reason: str,
    folder: Path,
    office: LocalSigner,
    prepared: bytes,
) -> None:
    key = await office.unlock("kepala", PASSPHRASE)
    file = await key.sign(prepared, field="TTE", reason="Pengesahan", now=LATER)

    act(Revocations(folder), serial_of(folder))  # as of an hour before

    verdict = await office.verify(file.pdf)
    assert not verdict.genuine
    assert verdict.reasons == (reason,)


async def test_what_was_signed_before_a_renewal_stays_good_and_the_new_key_signs(
    folder: Path, office: LocalSigner, prepared: bytes
) -> None:
    key = await office.unlock("kepala", PASSPHRASE)
    before = await key.sign(prepared, field="TTE", reason="Pengesahan", now=LATER)

    renew_signatory(folder, NOW, NEW, rounds=1000)
    with pytest.raises(Permanent, match="WRONG_PASSPHRASE"):
        await office.unlock("kepala", PASSPHRASE)
    new = await office.unlock("kepala", NEW.passphrase)
    after = await new.sign(prepared, field="TTE", reason="Pengesahan", now=LATER)

    assert before.certificate_serial != after.certificate_serial
    assert (await office.verify(before.pdf)).genuine
    assert (await office.verify(after.pdf)).genuine


async def test_after_a_renewal_a_revocation_of_the_former_leaves_the_present_alone(
    folder: Path, office: LocalSigner
) -> None:
    former = serial_of(folder)
    renew_signatory(folder, NOW, NEW, rounds=1000)

    Revocations(folder).revoke(former, NOW)

    assert (await office.standing("kepala")).state is CertificateState.USABLE


def test_a_revocation_is_for_good(folder: Path) -> None:
    revocations, serial = Revocations(folder), serial_of(folder)
    revocations.revoke(serial, NOW)

    for act in (
        lambda: revocations.resume(serial),
        lambda: revocations.suspend(serial, LATER),
        lambda: revocations.revoke(serial, LATER),
    ):
        with pytest.raises(NotPossible):
            act()

    assert Revocations(folder).all().keys() == {serial}


def test_who_is_revoked_while_on_hold_counts_as_revoked_since_then(folder: Path) -> None:
    revocations, serial = Revocations(folder), serial_of(folder)
    revocations.suspend(serial, NOW)

    revocations.revoke(serial, LATER)

    found = revocations.of(serial)
    assert found is not None
    assert (found.at, found.state) == (NOW, CertificateState.REVOKED)


def command(folder: Path, *options: str, passphrase: str = "") -> subprocess.CompletedProcess[str]:
    """Run `python -m api certificate` on the folder's PKI."""
    return subprocess.run(
        [sys.executable, "-m", "api", "certificate", *options],
        cwd=ROOT,
        env={**os.environ, "DIKJAMILA_DATA_DIR": str(folder.parent)},
        input=passphrase,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_administrator_suspends_resumes_renews_and_revokes_by_command(folder: Path) -> None:
    mine = ("--signatory", "kepala")
    told = []
    for act, passphrase in (
        ("suspend", ""),
        ("resume", ""),
        ("renew", PASSPHRASE),
        ("revoke", ""),
        ("list", ""),
    ):
        done = command(folder, act, *mine, passphrase=passphrase)
        assert done.returncode == 0, done.stderr
        told += [json.loads(line) for line in done.stdout.splitlines()]

    states = [(each["state"], each["present"]) for each in told]
    assert states == [
        ("SUSPENDED", True),
        ("USABLE", True),
        ("USABLE", True),
        ("REVOKED", True),
        ("REVOKED", True),
        ("USABLE", False),
    ]


def test_the_command_refuses_what_cannot_be_and_says_why(folder: Path) -> None:
    for options, passphrase, why in (
        (["resume", "--signatory", "kepala"], "", "not suspended"),
        (["revoke", "--signatory", "siapa"], "", "no such certificate"),
        (["renew", "--signatory", "kepala"], "salah", "does not open"),
        (["renew", "--signatory", "kepala"], "", "standard input"),
    ):
        done = command(folder, *options, passphrase=passphrase)

        assert done.returncode == 2
        assert why in done.stderr
        assert "Traceback" not in done.stderr

    assert not (folder / development.SIGNATORIES / development.FORMER).exists()

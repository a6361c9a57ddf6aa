"""The look at a file right after signing refuses whatever our validator refuses, and costs less."""

import random
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from api.domain.ports import Permanent
from api.gateways.printing.printer import TypstPrinter
from api.gateways.signing import local
from api.gateways.signing import pki as development
from api.gateways.signing.cms import CmsSigner, KeyInMemory
from api.gateways.signing.local import LocalKey, opened
from api.gateways.signing.pki import read_certificate
from api.gateways.signing.self_check import SelfCheck, token_holds
from tests.gateways.conftest import NOW, PASSPHRASE, Pages
from tests.gateways.signing.tamperings import TAMPERINGS


@dataclass(frozen=True)
class Made:
    """A signed file with what the signer knows of it."""

    check: SelfCheck
    pdf: bytes
    signed: bytes
    signature: bytes
    token: bytes

    def holds(self, signed: bytes) -> bool:
        return self.check.holds(signed, self.pdf, self.signature, self.token)


@pytest.fixture
def made(pki: Path, prepared: bytes, signed: bytes) -> Made:
    raw = opened(pki / "signatories" / "kepala.p12", PASSPHRASE)
    signer = CmsSigner(raw, [read_certificate(pki / development.ISSUING)])
    found = PdfFileReader(BytesIO(signed)).embedded_regular_signatures[0].signer_info
    token = bytes(found["unsigned_attrs"][0]["values"][0].dump())
    check = SelfCheck(signer, raw.certificate)
    return Made(check, prepared, signed, found["signature"].native, token)


def test_a_file_as_it_was_made_holds(made: Made) -> None:
    assert made.holds(made.signed)


async def test_it_refuses_every_tampering_the_validator_refuses(
    made: Made, key: LocalKey, printer: TypstPrinter, pages: Pages
) -> None:
    page = await printer.print(pages.death(), draft=False)
    other = (await key.sign(page, field="Tanda_Tangan", reason="Pengesahan", now=NOW)).pdf
    tampered = {name: tamper(made.signed, other) for name, tamper in TAMPERINGS.items()}

    accepted = [name for name, file in tampered.items() if made.holds(file)]

    assert len(tampered) > 40  # the validator refuses each: test_tampering.py
    assert accepted == []


def test_no_single_changed_bit_holds(made: Made) -> None:
    chance = random.Random(6311)  # a seed of its own
    for _ in range(3000):
        at, bit = chance.randrange(len(made.signed)), 1 << chance.randrange(8)
        altered = made.signed[:at] + bytes([made.signed[at] ^ bit]) + made.signed[at + 1 :]
        assert not made.holds(altered), at


def test_a_signature_of_another_key_does_not_hold(made: Made, pki: Path, tmp_path: Path) -> None:
    somebody = development.NewSignatory("kepala", "LAIN CONTOH", PASSPHRASE)
    development.ensure_pki(tmp_path / "pki", NOW, [somebody], rounds=1000)
    other = opened(tmp_path / "pki" / "signatories" / "kepala.p12", PASSPHRASE)
    right = opened(pki / "signatories" / "kepala.p12", PASSPHRASE)
    forger = CmsSigner(
        KeyInMemory(right.certificate, other.key), [read_certificate(pki / development.ISSUING)]
    )

    signature = forger.raw_signature(b"9" * 32)

    check = SelfCheck(forger, right.certificate)
    assert not check.holds(made.signed, made.pdf, signature, made.token)


def test_a_time_stamp_of_something_else_or_somebody_else_does_not_hold(
    made: Made, pki: Path
) -> None:
    tsa = read_certificate(pki / development.TSA)
    digest = sha256(made.signature).digest()

    assert token_holds(made.token, digest, tsa)
    assert not token_holds(made.token, sha256(b"lain").digest(), tsa)
    assert not token_holds(made.token, digest, read_certificate(pki / development.OCSP))
    assert not token_holds(made.token[:-1] + b"\x00", digest, tsa)
    assert not token_holds(b"", digest, tsa)


async def test_a_batch_is_judged_in_full_once_and_every_file_is_looked_at(
    key: LocalKey, prepared: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[bytes] = []
    validate = local.validate

    async def counting(pdf: bytes, **facts: object) -> object:
        judged.append(pdf)
        return await validate(pdf, **facts)  # type: ignore[arg-type]

    monkeypatch.setattr(local, "validate", counting)
    files = [
        await key.sign(prepared, field="Tanda_Tangan", reason="Pengesahan", now=NOW)
        for _ in range(5)
    ]

    assert judged == [files[0].pdf]


async def test_what_was_signed_or_certified_before_is_always_judged_in_full(
    key: LocalKey, prepared: bytes, signed: bytes
) -> None:
    await key.sign(prepared, field="Tanda_Tangan", reason="Pengesahan", now=NOW)

    with pytest.raises(Permanent, match="SIGNATURE_NOT_ACCEPTED"):
        await key.sign(signed, field="Lain", reason="Pengesahan", now=NOW)


async def test_a_writer_that_spoils_the_file_is_noticed_at_once(
    key: LocalKey, prepared: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    await key.sign(prepared, field="Tanda_Tangan", reason="Pengesahan", now=NOW)
    fill = local.Prepared.fill

    def spoiling(self: local.Prepared, cms: bytes) -> bytes:
        return fill(self, cms) + b"\n"

    monkeypatch.setattr(local.Prepared, "fill", spoiling)
    with pytest.raises(Permanent, match="SIGNATURE_NOT_ACCEPTED"):
        await key.sign(prepared, field="Tanda_Tangan", reason="Pengesahan", now=NOW)

"""Archive copies: everything under a further time-stamp, provable when certificates expired."""

import secrets
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.x509 import load_pem_x509_certificates
from pyhanko.pdf_utils.reader import PdfFileReader

from api.domain.ports import Permanent
from api.gateways.signing.archive import Archivist
from api.gateways.signing.local import LocalSigner
from api.gateways.signing.revocation import Revocations
from api.gateways.signing.services import PkiServices
from api.gateways.signing.stamping import OwnStamper
from siak_sim.signing.bsre import DEFAULT_NAME, DEFAULT_NIK, Bsre
from tests.gateways.conftest import NOW, PASSPHRASE, Judge
from tests.gateways.signing.test_local import stock_signature

YEARS = timedelta(days=20 * 365)


@pytest.fixture
def archivist(pki: Path) -> Archivist:
    services = PkiServices(pki)
    return Archivist(services, OwnStamper(services.tsa, services.tsa_certificate))


@pytest.fixture
async def copy(archivist: Archivist, signed: bytes) -> bytes:
    return await archivist.archive(signed, NOW + timedelta(hours=1))


async def test_the_copy_begins_with_the_signed_file_and_is_genuine_at_b_lta(
    copy: bytes, signed: bytes, signer: LocalSigner
) -> None:
    verdict = await signer.verify(copy)

    assert copy.startswith(signed)
    assert (verdict.genuine, verdict.level) == (True, "B-LTA")
    assert verdict.signed_at == NOW
    assert len(copy) - len(signed) < 12_000


async def test_it_is_still_genuine_when_every_certificate_has_expired(
    copy: bytes, pki: Path
) -> None:
    late = LocalSigner(pki, lambda: NOW + YEARS)

    verdict = await late.verify(copy)

    assert (verdict.genuine, verdict.level) == (True, "B-LTA")


async def test_qpdf_and_pdfsig_accept_both_revisions(
    copy: bytes, nss: str, judge: Judge, tmp_path: Path
) -> None:
    path = tmp_path / "arsip.pdf"
    path.write_bytes(copy)

    assert "No syntax or stream encoding errors" in judge("qpdf", "--check", path)
    said = judge("pdfsig", "-nssdir", nss, path)
    assert "Signature is Valid." in said
    assert "Certificate is Trusted." in said
    assert "SIMULASI Otoritas Stempel Waktu" in said


async def test_metadata_and_version_stay_as_pdf_a_wants_them(copy: bytes, signed: bytes) -> None:
    before, after = (PdfFileReader(BytesIO(each)) for each in (signed, copy))

    assert after.root["/Metadata"].data == before.root["/Metadata"].data
    assert after.root.get("/Version") == before.root.get("/Version")
    assert "/Extensions" not in after.root
    stamp = after.embedded_timestamp_signatures[0].sig_field
    assert [float(edge) for edge in stamp["/Rect"]] == [0, 0, 0, 0]  # nothing to draw


async def test_every_change_of_the_last_time_stamp_is_noticed(
    copy: bytes, signed: bytes, signer: LocalSigner
) -> None:
    stamp = PdfFileReader(BytesIO(copy)).embedded_timestamp_signatures[0]
    _, start, end, _ = stamp.byte_range
    inside = range(start + 5, start + 2 * len(stamp.pkcs7_content.rstrip(b"\0")), 331)
    places = [*inside, end - 9, len(signed) + 40, end + 30]

    verdicts = {}
    for at in places:
        digit = copy[at : at + 1]
        other = b"%X" % (int(digit, 16) ^ 1) if start < at < end else bytes([digit[0] ^ 1])
        verdicts[at] = await signer.verify(copy[:at] + other + copy[at + 1 :])

    assert [at for at, verdict in verdicts.items() if verdict.genuine] == []


@pytest.mark.parametrize("tail", [b"\n", b"%% tambahan\n"])
async def test_what_comes_behind_the_copy_extends_it(
    tail: bytes, copy: bytes, signer: LocalSigner
) -> None:
    assert (await signer.verify(copy + tail)).reasons == ("EXTENDED",)


async def test_archiving_twice_changes_nothing(archivist: Archivist, copy: bytes) -> None:
    assert await archivist.archive(copy, NOW + timedelta(hours=2)) == copy


async def test_a_signature_of_a_certificate_revoked_since_is_archived_all_the_same(
    archivist: Archivist, signed: bytes, signer: LocalSigner, pki: Path
) -> None:
    serial = int((await signer.verify(signed)).certificate_serial, 16)
    revocations = Revocations(pki)
    revocations.suspend(serial, NOW + timedelta(minutes=1))

    copy = await archivist.archive(signed, NOW + timedelta(hours=1))
    verdict = await signer.verify(copy)
    revocations.resume(serial)

    assert (verdict.genuine, verdict.level) == (True, "B-LTA")


@pytest.mark.parametrize("_case", ["unsigned", "without a time-stamp", "altered", "no PDF"])
async def test_only_what_is_genuine_and_stamped_is_archived(
    _case: str, archivist: Archivist, prepared: bytes, signed: bytes, pki: Path
) -> None:
    files = {
        "unsigned": prepared,
        "without a time-stamp": await stock_signature(prepared, pki),
        "altered": signed[:900] + b"!" + signed[901:],
        "no PDF": b"bukan PDF",
    }

    with pytest.raises(Permanent) as refusal:
        await archivist.archive(files[_case], NOW)

    assert refusal.value.code == "NOT_ARCHIVABLE"


async def test_a_file_signed_by_bsre_is_archived_too(
    pki: Path, prepared: bytes, signer: LocalSigner
) -> None:
    bsre = Bsre(lambda: NOW, secrets.token_bytes, PASSPHRASE)
    roots = load_pem_x509_certificates((await bsre.root()).encode())
    elsewhere = await bsre.sign(DEFAULT_NIK, PASSPHRASE, prepared, "Pengesahan CONTOH")
    services = PkiServices(pki)
    archivist = Archivist(services, OwnStamper(services.tsa, services.tsa_certificate), roots)

    copy = await archivist.archive(elsewhere, NOW + timedelta(hours=1))

    late = LocalSigner(pki, lambda: NOW + timedelta(days=1), roots)
    verdict = await late.verify(copy)
    assert copy.startswith(elsewhere)
    assert verdict.genuine, verdict.reasons
    assert verdict.signer == DEFAULT_NAME

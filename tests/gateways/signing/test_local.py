"""The local signer, judged by programs that are not ours."""

import asyncio
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto.crl import CertificateList
from asn1crypto.ocsp import OCSPResponse
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation.ades import ades_with_time_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import LocalKnowledge, SignatureValidationSpec
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

from api.domain.ports import Permanent
from api.gateways.printing.printer import SIGNATURE_AREA, TypstPrinter
from api.gateways.signing import pki as development
from api.gateways.signing.evidence import as_asn1
from api.gateways.signing.local import LocalKey, LocalSigner
from api.gateways.signing.pades import QuietWriter, with_line_end
from api.gateways.signing.pki import NewSignatory, ensure_pki, read_certificate
from tests.gateways.conftest import NOW, PASSPHRASE, Judge, Pages


async def test_the_signed_file_begins_with_exactly_the_prepared_bytes(
    prepared: bytes, signed: bytes
) -> None:
    assert signed.startswith(prepared + b"\n")


async def test_the_signature_adds_one_revision_of_at_most_twenty_kilobytes(
    prepared: bytes, signed: bytes
) -> None:
    assert signed.count(b"%%EOF") == prepared.count(b"%%EOF") + 1
    assert len(signed) - len(prepared) <= 20_480


async def test_pdfsig_finds_it_valid_trusted_and_covering_the_whole_file(
    signed: bytes, nss: str, judge: Judge, tmp_path: Path
) -> None:
    path = _written(tmp_path, signed)

    said = judge("pdfsig", "-nssdir", nss, path)

    assert "Signature is Valid." in said
    assert "Certificate is Trusted." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "SIMULASI MUSTOFA CONTOH" in said


async def test_qpdf_finds_no_fault_in_the_file(signed: bytes, judge: Judge, tmp_path: Path) -> None:
    assert "No syntax or stream encoding errors" in judge(
        "qpdf", "--check", _written(tmp_path, signed)
    )


async def test_openssl_accepts_signature_and_time_stamp(
    signed: bytes, pki: Path, judge: Judge, tmp_path: Path
) -> None:
    signature = PdfFileReader(BytesIO(signed)).embedded_regular_signatures[0]
    _, size, start, rest = signature.byte_range
    content = _written(tmp_path, signed[:size] + signed[start : start + rest], "content")
    cms = _written(tmp_path, signature.pkcs7_content, "cms")
    token = _written(tmp_path, _token(signature), "token")
    value = _written(tmp_path, signature.signer_info["signature"].native, "value")
    root, issuing = pki / development.ROOT, pki / development.ISSUING

    signature_said = judge(
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", cms),
        *("-content", content, "-CAfile", root, "-purpose", "any", "-out", tmp_path / "out"),
    )
    stamp_said = judge(
        *("openssl", "ts", "-verify", "-data", value, "-in", token, "-token_in"),
        *("-CAfile", root, "-untrusted", issuing),
    )

    assert "Verification successful" in signature_said
    assert "Verification: OK" in stamp_said


async def test_openssl_accepts_the_embedded_ocsp_answers(
    signed: bytes, pki: Path, judge: Judge, tmp_path: Path
) -> None:
    root, issuing = pki / development.ROOT, pki / development.ISSUING
    answers = PdfFileReader(BytesIO(signed)).root["/DSS"]["/OCSPs"]

    said = [
        judge(
            *("openssl", "ocsp", "-issuer", issuing, "-CAfile", root, "-text", "-respin"),
            _written(tmp_path, answer.get_object().data, "ocsp"),
        )
        for answer in answers
    ]

    assert len(said) == 2
    assert all("Response verify OK" in each and "Cert Status: good" in each for each in said)


async def test_the_strict_european_procedure_passes_with_the_embedded_evidence_alone(
    signed: bytes, pki: Path
) -> None:
    root = as_asn1(read_certificate(pki / development.ROOT))
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=[root]),
        revinfo_policy=CertRevTrustPolicy(revocation_checking_policy=REQUIRE_REVINFO),
    )
    reader = PdfFileReader(BytesIO(signed))
    signature = reader.embedded_regular_signatures[0]
    digest = signature.compute_digest()

    alone, with_evidence = [
        await ades_with_time_validation(
            signature.signed_data,
            SignatureValidationSpec(cert_validation_policy=policy, local_knowledge=knowledge),
            raw_digest=digest,
        )
        for knowledge in (LocalKnowledge(), _evidence(reader))
    ]

    assert alone.ades_subindic != AdESPassed.OK
    assert with_evidence.ades_subindic == AdESPassed.OK


async def test_a_signature_by_stock_pyhanko_gets_the_same_verdict_but_for_the_level(
    prepared: bytes, signed: bytes, pki: Path, signer: LocalSigner
) -> None:
    stock = await stock_signature(prepared, pki)

    theirs, ours = await signer.verify(stock), await signer.verify(signed)

    assert (theirs.reasons, ours.reasons) == (("TIMESTAMP",), ())  # all but the stamp it lacks
    assert theirs.signer == ours.signer == "SIMULASI MUSTOFA CONTOH"
    assert (theirs.level, ours.level) == ("B-B", "B-LT")


async def test_the_field_lies_over_the_printed_area_on_the_last_page(
    key: LocalKey, printer: TypstPrinter, pages: Pages
) -> None:
    card = await printer.print(pages.family(12), draft=False)

    file = await key.sign(card, field="Tanda_Tangan", reason="Pengesahan", now=NOW)

    last = PdfFileReader(BytesIO(file.pdf)).root["/Pages"]["/Kids"][-1]
    rectangle = [float(edge) for edge in last["/Annots"][0]["/Rect"]]
    assert rectangle == list(SIGNATURE_AREA.box(842))


async def test_the_record_says_which_certificate_signed_and_when(
    key: LocalKey, prepared: bytes
) -> None:
    later = NOW + timedelta(minutes=7, microseconds=250)

    file = await key.sign(prepared, field="Tanda_Tangan", reason="Pengesahan", now=later)

    certificate = PdfFileReader(BytesIO(file.pdf)).embedded_regular_signatures[0].signer_cert
    assert file.certificate_serial == f"{certificate.serial_number:x}"
    assert file.signed_at == NOW + timedelta(minutes=7)
    assert file.level == "B-LT"


async def test_a_batch_may_be_signed_side_by_side(
    key: LocalKey, prepared: bytes, signer: LocalSigner
) -> None:
    files = await asyncio.gather(
        *(key.sign(prepared, field="Tanda_Tangan", reason="Pengesahan", now=NOW) for _ in range(6))
    )

    assert all([(await signer.verify(file.pdf)).genuine for file in files])


@pytest.mark.parametrize(
    ("_case", "signatory", "passphrase", "code"),
    [
        ("wrong passphrase", "kepala", "salah", "WRONG_PASSPHRASE"),
        ("empty passphrase", "kepala", "", "WRONG_PASSPHRASE"),
        ("nobody", "tidak-ada", PASSPHRASE, "NO_CERTIFICATE"),
        ("a path instead of an id", "../signatories/kepala", PASSPHRASE, "NO_CERTIFICATE"),
    ],
)
async def test_a_key_stays_shut_for(
    _case: str, signatory: str, passphrase: str, code: str, signer: LocalSigner
) -> None:
    with pytest.raises(Permanent) as refusal:
        await signer.unlock(signatory, passphrase)

    assert refusal.value.code == code
    assert PASSPHRASE not in str(refusal.value)


@pytest.mark.parametrize(
    ("away", "code"),
    [
        (timedelta(days=-30), "CERTIFICATE_NOT_READY"),
        (timedelta(days=800), "CERTIFICATE_EXPIRED"),
    ],
)
async def test_a_certificate_outside_its_time_does_not_sign(
    pki: Path, away: timedelta, code: str
) -> None:
    signer = LocalSigner(pki, lambda: NOW + away)

    with pytest.raises(Permanent) as refusal:
        await signer.unlock("kepala", PASSPHRASE)

    assert refusal.value.code == code


async def test_a_certificate_that_expires_during_the_batch_does_not_sign_on(
    key: LocalKey, prepared: bytes
) -> None:
    with pytest.raises(Permanent) as refusal:
        await key.sign(prepared, field="T", reason="Pengesahan", now=NOW + timedelta(days=800))

    assert refusal.value.code == "CERTIFICATE_EXPIRED"


async def test_a_closed_key_signs_nothing(signer: LocalSigner, prepared: bytes) -> None:
    key = await signer.unlock("kepala", PASSPHRASE)
    key.close()

    with pytest.raises(Permanent) as refusal:
        await key.sign(prepared, field="Tanda_Tangan", reason="Pengesahan", now=NOW)

    assert refusal.value.code == "KEY_CLOSED"


async def test_what_is_no_pdf_is_refused(key: LocalKey) -> None:
    with pytest.raises(Permanent) as refusal:
        await key.sign(b"bukan PDF", field="Tanda_Tangan", reason="Pengesahan", now=NOW)

    assert refusal.value.code == "DOCUMENT_REFUSED"


async def test_a_signed_file_is_not_signed_over(key: LocalKey, signed: bytes) -> None:
    with pytest.raises(Permanent) as refusal:
        await key.sign(signed, field="Lain", reason="Pengesahan", now=NOW)

    assert refusal.value.code == "SIGNATURE_NOT_ACCEPTED"


async def test_a_batch_longer_than_an_hour_gets_fresh_evidence(
    key: LocalKey, prepared: bytes, signer: LocalSigner
) -> None:
    await key.sign(prepared, field="Tanda_Tangan", reason="Pengesahan", now=NOW)

    late = NOW + timedelta(days=3)
    file = await key.sign(prepared, field="Tanda_Tangan", reason="Pengesahan", now=late)

    assert file.level == "B-LT"


async def test_a_signature_is_possible_in_the_second_of_the_first_start(
    prepared: bytes, tmp_path: Path
) -> None:
    start = NOW.replace(microsecond=900_000)
    longest = "RADEN MAS MUHAMMAD ABDURRAHMAN AL-GHIFARI NUR'AINI CONTOH ÑANDÚ Ü"
    folder = tmp_path / "pki"
    ensure_pki(folder, start, [NewSignatory("kepala", longest, PASSPHRASE)], rounds=1000)
    signer = LocalSigner(folder, lambda: start)

    key = await signer.unlock("kepala", PASSPHRASE)
    file = await key.sign(prepared, field="Tanda_Tangan", reason="Pengesahan", now=start)

    assert file.level == "B-LT"


def test_all_certificates_say_that_they_are_simulated(pki: Path) -> None:
    names = [read_certificate(path).subject.rfc4514_string() for path in sorted(pki.glob("*.pem"))]

    assert len(names) == 4
    assert all("CN=SIMULASI " in name for name in names)


def test_a_second_start_changes_nothing_and_adds_who_is_new(tmp_path: Path) -> None:
    folder = tmp_path / "pki"
    first, second = (NewSignatory(name, f"{name} CONTOH", "frasa") for name in ("satu", "dua"))
    ensure_pki(folder, NOW, [first], rounds=1000)
    before = _files(folder)

    ensure_pki(folder, NOW + timedelta(days=9), [first, second], rounds=1000)

    after = _files(folder)
    assert {path: after[path] for path in before} == before
    assert sorted(after.keys() - before.keys()) == ["signatories/dua.p12", "signatories/dua.pem"]


def test_a_start_killed_half_way_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pki"
    written: list[Path] = []
    put = development.put

    def die_at_the_third(path: Path, data: bytes) -> None:
        written.append(path)
        if len(written) == 3:
            raise KeyboardInterrupt
        put(path, data)

    with monkeypatch.context() as killed:
        killed.setattr(development, "put", die_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            ensure_pki(folder, NOW)
    assert not folder.exists()

    ensure_pki(folder, NOW, [NewSignatory("satu", "CONTOH", "frasa")], rounds=1000)

    assert LocalSigner(folder, lambda: NOW)


def test_keys_are_readable_by_their_owner_only(pki: Path) -> None:
    for path in (*pki.glob("*.key"), *pki.glob("signatories/*.p12")):
        assert path.stat().st_mode & 0o077 == 0


def test_a_signatory_with_a_path_for_an_id_is_refused(pki: Path) -> None:
    with pytest.raises(ValueError, match="file name"):
        ensure_pki(pki, NOW, [NewSignatory("../luar", "CONTOH", "frasa")], rounds=1000)


def test_the_passphrase_shows_in_no_representation() -> None:
    assert "frasa-rahasia" not in repr(NewSignatory("satu", "CONTOH", "frasa-rahasia"))


async def stock_signature(pdf: bytes, pki: Path) -> bytes:
    """Sign as pyHanko does by itself: the slow path ours must agree with."""
    bundle = pki / development.SIGNATORIES / "kepala.p12"
    stock = SimpleSigner.load_pkcs12(bundle, passphrase=PASSPHRASE.encode())
    metadata = PdfSignatureMetadata("Tanda_Tangan", subfilter=SigSeedSubFilter.PADES)
    writer = QuietWriter(BytesIO(with_line_end(pdf)))
    output = await PdfSigner(metadata, stock).async_sign_pdf(writer)
    return bytes(output.getvalue())


def _evidence(reader: PdfFileReader) -> LocalKnowledge:
    store = DocumentSecurityStore.read_dss(reader)
    answers = [OCSPResponse.load(each.get_object().data) for each in store.ocsps]
    lists = [CertificateList.load(each.get_object().data) for each in store.crls]
    return LocalKnowledge(
        known_ocsps=[found for answer in answers for found in OCSPContainer.load_multi(answer)],
        known_crls=[CRLContainer(each) for each in lists],
        known_certs=list(store.load_certs()),
    )


def _token(signature: EmbeddedPdfSignature) -> bytes:
    attributes = signature.signer_info["unsigned_attrs"]
    return bytes(attributes[0]["values"][0].dump())


def _written(folder: Path, data: bytes, name: str = "file.pdf") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}

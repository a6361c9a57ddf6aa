"""What we lean on in pyHanko beyond its promises, so that another version of it fails loudly."""

import inspect
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from cryptography import x509
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle

from api.gateways.printing.printer import SIGNATURE_AREA
from api.gateways.signing import pki as development
from api.gateways.signing.local import LocalKey, LocalSigner
from api.gateways.signing.pades import QuietWriter, with_line_end
from tests.gateways.conftest import NOW, PASSPHRASE, Judge


def test_the_version_is_the_one_the_hooks_were_tried_with() -> None:
    assert version("pyhanko").startswith("0.38.")


def test_the_quiet_writer_silences_a_method_the_writer_really_has() -> None:
    assert callable(IncrementalPdfFileWriter._update_meta)
    assert list(inspect.signature(IncrementalPdfFileWriter._update_meta).parameters) == ["self"]


def test_the_writer_would_change_the_metadata_if_it_were_not_silenced(prepared: bytes) -> None:
    changed = []
    for kind in (IncrementalPdfFileWriter, QuietWriter):
        writer = kind(BytesIO(with_line_end(prepared)))
        writer.root["/CONTOH"] = writer.root["/Type"]
        writer.update_root()
        writer.write_in_place()
        changed.append(_metadata(writer.prev.stream.getvalue()) != _metadata(prepared))

    assert changed == [True, False]


def test_the_embedder_goes_its_four_steps_in_the_known_order(prepared: bytes) -> None:
    output = BytesIO(with_line_end(prepared))
    writer = QuietWriter(output)
    spec = SigFieldSpec("TTE", on_page=0, box=(10, 10, 60, 60))

    steps = PdfCMSEmbedder(new_field_spec=spec).write_cms(field_name="TTE", writer=writer)
    field = next(steps)
    reference = steps.send(
        SigObjSetup(SignatureObject(subfilter=SigSeedSubFilter.PADES, bytes_reserved=64))
    )
    digest, written = steps.send(SigIOSetup(md_algorithm="sha256", in_place=True))
    steps.send(b"\xab" * 32)

    assert field.get_object()["/V"].get_object() is reference.get_object()
    assert written is output
    assert len(digest.document_digest) == 32
    assert written.getvalue()[digest.reserved_region_start :].startswith(b"<" + b"AB" * 32 + b">")


def test_the_proofs_are_written_without_an_index_per_signature(signed: bytes) -> None:
    parameters = inspect.signature(DocumentSecurityStore.supply_dss_in_writer).parameters

    assert {"certs", "ocsps", "crls"} <= parameters.keys()
    assert "/VRI" not in PdfFileReader(BytesIO(signed)).root["/DSS"]


def test_nothing_but_the_signature_is_new_in_the_catalog(prepared: bytes, signed: bytes) -> None:
    before, after = (PdfFileReader(BytesIO(each)).root for each in (prepared, signed))

    assert set(after) - set(before) == {"/AcroForm", "/DSS", "/Perms"}
    assert after.get("/Version") == before.get("/Version")
    assert "/Extensions" not in after  # a newer PDF than PDF/A-2 allows would be declared there
    assert _metadata(signed) == _metadata(prepared)


def test_the_field_has_an_appearance_that_draws_nothing(signed: bytes) -> None:
    field = PdfFileReader(BytesIO(signed)).embedded_regular_signatures[0].sig_field
    look = field["/AP"]["/N"]

    assert int(field["/F"]) & 0b110 == 0b100  # printed, not hidden
    assert "/Font" not in look.get("/Resources", {})
    assert not any(drawing in look.data.split() for drawing in (b"Tj", b"f", b"S", b"Do"))


def test_the_new_revision_begins_on_a_line_of_its_own(prepared: bytes, signed: bytes) -> None:
    assert not prepared.endswith(b"\n")
    assert signed[len(prepared) - 5 :].startswith(b"%%EOF\n")


async def test_our_path_and_pyhankos_own_make_files_of_the_same_standing(
    key: LocalKey, signer: LocalSigner, prepared: bytes, pki: Path
) -> None:
    ours = await key.sign(prepared, field="TTE", reason="Pengesahan", now=NOW)
    stock = SimpleSigner.load_pkcs12(
        pki / development.SIGNATORIES / "kepala.p12", passphrase=PASSPHRASE.encode()
    )
    metadata = PdfSignatureMetadata(
        "TTE",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason="Pengesahan",
        location="Paringin",
    )
    area = SIGNATURE_AREA.box(595)
    size = BoxConstraints(width=area[2] - area[0], height=area[3] - area[1])
    style = StaticStampStyle(border_width=0, background=RawContent(b"", box=size))
    slow = PdfSigner(
        metadata, stock, stamp_style=style, new_field_spec=SigFieldSpec("TTE", -1, area)
    )
    output = await slow.async_sign_pdf(QuietWriter(BytesIO(with_line_end(prepared))))

    mine, theirs = (_facts(each) for each in (ours.pdf, bytes(output.getvalue())))
    verdicts = [await signer.verify(each) for each in (ours.pdf, bytes(output.getvalue()))]

    assert mine == theirs
    assert [verdict.reasons for verdict in verdicts] == [(), ("TIMESTAMP",)]  # all it lacks


class OpensslKey:
    """A key that never enters this process: `openssl` signs; a token's driver would, likewise."""

    def __init__(self, certificate: x509.Certificate, key: Path, judge: Judge) -> None:
        self.certificate = certificate
        self._key, self._judge = key, judge

    def sign(self, data: bytes) -> bytes:
        """Have the program sign."""
        content, raw = self._key.with_suffix(".data"), self._key.with_suffix(".raw")
        content.write_bytes(data)
        self._judge("openssl", "dgst", "-sha256", "-sign", self._key, "-out", raw, content)
        return raw.read_bytes()


async def test_a_key_that_lies_elsewhere_signs_through_the_same_path(
    signer: LocalSigner, prepared: bytes, pki: Path, judge: Judge, tmp_path: Path
) -> None:
    bundle, key = pki / development.SIGNATORIES / "kepala.p12", tmp_path / "kepala.key"
    judge(
        *("openssl", "pkcs12", "-in", bundle, "-nocerts", "-noenc", "-out", key),
        *("-passin", f"pass:{PASSPHRASE}"),
    )
    certificate = development.signatory_certificate(pki, "kepala")
    assert certificate is not None

    elsewhere = signer.open(OpensslKey(certificate, key, judge))
    file = await elsewhere.sign(prepared, field="TTE", reason="Pengesahan", now=NOW)

    verdict = await signer.verify(file.pdf)
    assert (verdict.genuine, verdict.level) == (True, "B-LT")


def _metadata(pdf: bytes) -> bytes:
    return bytes(PdfFileReader(BytesIO(pdf)).root["/Metadata"].data)


def _facts(pdf: bytes) -> dict[str, object]:
    """Return what a reader sees of a signature, apart from time, proofs and level."""
    signature = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[0]
    entries = signature.sig_object
    return {
        "kind": (entries["/Type"], entries["/Filter"], entries["/SubFilter"]),
        "words": (entries["/Reason"], entries["/Location"]),
        "certified": signature.reader.root["/Perms"]["/DocMDP"] == entries,
        "permissions": signature.docmdp_level,
        "attributes": sorted(
            each["type"].native
            for each in signature.signer_info["signed_attrs"]
            if each["type"].native != "cms_algorithm_protection"
        ),
        "signer": signature.signer_cert.serial_number,
        "rectangle": [float(edge) for edge in signature.sig_field["/Rect"]],
    }

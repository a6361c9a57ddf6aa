"""Puts a PAdES B-LT signature into a PDF as one appended revision; hides pyHanko's writer."""

from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigAppearanceSetup,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, SignatureObject
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle

from api.gateways.printing.printer import SIGNATURE_AREA
from api.gateways.signing.evidence import Evidence

MD_ALGORITHM = "sha256"


class QuietWriter(IncrementalPdfFileWriter):
    """Appends a revision and leaves the metadata alone.

    pyHanko would rewrite XMP and lose the extension schemas that PDF/A requires.
    """

    def _update_meta(self) -> None:
        pass


class Prepared:
    """A PDF with an empty signature appended: its digest is to be signed, its place filled."""

    def __init__(
        self, pdf: bytes, evidence: Evidence, *, field: str, reason: str, now: datetime, room: int
    ) -> None:
        writer = QuietWriter(BytesIO(with_line_end(pdf)))
        # signed or certified before: whether one more signature is allowed, the validator says
        self.is_plain = not {"/AcroForm", "/Perms", "/DSS"} & set(writer.root)
        box = SIGNATURE_AREA.box(last_page_width(writer))
        spec = SigFieldSpec(field, on_page=-1, box=box)
        self._steps = PdfCMSEmbedder(new_field_spec=spec).write_cms(field_name=field, writer=writer)
        next(self._steps)
        add_evidence(writer, evidence)
        self._steps.send(_signature(box, reason=reason, now=now, room=room))
        prepared, self._output = self._steps.send(
            SigIOSetup(md_algorithm=MD_ALGORITHM, in_place=True)
        )
        self.digest: bytes = prepared.document_digest

    def fill(self, cms: bytes) -> bytes:
        """Return the file with the signature in its place; once."""
        self._steps.send(cms)
        signed: bytes = self._output.getvalue()
        return signed


class PreparedStamp:
    """A signed PDF with proofs and an empty document time-stamp appended: its place is filled."""

    def __init__(self, pdf: bytes, evidence: Evidence, *, field: str, room: int) -> None:
        writer = QuietWriter(BytesIO(with_line_end(pdf)))
        spec = SigFieldSpec(free_name(writer, field), on_page=-1, box=None)
        self._steps = PdfCMSEmbedder(new_field_spec=spec).write_cms(
            field_name=spec.sig_field_name, writer=writer
        )
        next(self._steps)
        add_evidence(writer, evidence)
        stamp = DocumentTimestamp(bytes_reserved=2 * room)  # type: ignore[no-untyped-call]  # pyHanko
        self._steps.send(SigObjSetup(sig_placeholder=stamp))
        prepared, self._output = self._steps.send(
            SigIOSetup(md_algorithm=MD_ALGORITHM, in_place=True)
        )
        self.digest: bytes = prepared.document_digest

    def fill(self, token: bytes) -> bytes:
        """Return the file with the time-stamp in its place; once."""
        self._steps.send(token)
        stamped: bytes = self._output.getvalue()
        return stamped


def free_name(writer: IncrementalPdfFileWriter, wanted: str) -> str:
    """Return a field's name nobody uses in the file."""
    taken = {name for name, _, _ in enumerate_sig_fields(writer)}
    return next(
        name
        for name in (wanted, *(f"{wanted}{number}" for number in range(2, len(taken) + 3)))
        if name not in taken
    )


def with_line_end(pdf: bytes) -> bytes:
    """Return the PDF ending in a line end, or the new revision would start inside a comment."""
    return pdf if pdf.endswith(b"\n") else pdf + b"\n"


def last_page_width(writer: IncrementalPdfFileWriter) -> float:
    """Return how wide the last page is, in points."""
    reference, _ = writer.find_page_for_modification(-1)  # type: ignore[no-untyped-call]  # pyHanko
    page = reference.get_object()
    box = page["/MediaBox"] if "/MediaBox" in page else page["/Parent"]["/MediaBox"]
    return float(box[2]) - float(box[0])


def add_evidence(writer: IncrementalPdfFileWriter, evidence: Evidence) -> None:
    """Put certificates and revocation answers into the same revision as the signature."""
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=evidence.certificates,
        ocsps=evidence.ocsp_responses,
        crls=evidence.crls,
    )


def empty_stamp(box: tuple[int, int, int, int]) -> StaticStampStyle:
    """Return an appearance that draws nothing but is there, as PDF/A wants it."""
    size = BoxConstraints(width=box[2] - box[0], height=box[3] - box[1])
    return StaticStampStyle(border_width=0, background=RawContent(b"", box=size))


def _signature(
    box: tuple[int, int, int, int], *, reason: str, now: datetime, room: int
) -> SigObjSetup:
    return SigObjSetup(
        sig_placeholder=SignatureObject(
            timestamp=now,
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            location="Paringin",
            bytes_reserved=2 * room,
        ),
        mdp_setup=SigMDPSetup(
            md_algorithm=MD_ALGORITHM, certify=True, docmdp_perms=MDPPerm.NO_CHANGES
        ),
        appearance_setup=SigAppearanceSetup(style=empty_stamp(box), timestamp=now, name=None),
    )

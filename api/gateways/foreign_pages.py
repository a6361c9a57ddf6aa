"""Pages made elsewhere that we are to sign: can our signer take them, and how a draft looks.

In by-hand mode SIAK's own draft is the final page of a family card. What pyHanko cannot append a
signature to is found out while the operator still has the file at hand, not at the signature.
"""

from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder
from pypdf import PageObject, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from api.gateways.printing.printer import SIGNATURE_AREA
from api.gateways.signing.pades import QuietWriter, last_page_width, with_line_end

FIELD = "TTE"
SIGNED = "PDF ini sudah memuat tanda tangan elektronik. Unggah draf yang belum ditandatangani."
NARROW = "Halaman terakhir PDF ini terlalu sempit untuk tanda tangan."
UNREADABLE = (
    "PDF ini tidak dapat ditandatangani: isinya rusak, terkunci, atau memuat formulir. Cetak "
    "ulang draf dari SIAK sebagai PDF biasa."
)
MARK = b"q /Over gs 0.96 0.86 0.85 rg BT /DRAF 150 Tf 0.7 0.7 -0.7 0.7 %d %d Tm (DRAF) Tj ET Q"
FONT = DictionaryObject(
    {
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica-Bold"),
    }
)
OVER = DictionaryObject({NameObject("/BM"): NameObject("/Multiply")})  # what is below stays legible


def why_unsignable(pdf: bytes) -> str | None:
    """Return, for people, why our signer could not sign this PDF; None if it can."""
    try:
        reader = PdfFileReader(BytesIO(pdf))
        if reader.encrypted:
            return UNREADABLE
        if list(reader.embedded_signatures):
            return SIGNED
        writer = QuietWriter(BytesIO(with_line_end(pdf)))
        box = SIGNATURE_AREA.box(last_page_width(writer))
        if box[0] < 0:
            return NARROW
        spec = SigFieldSpec(FIELD, on_page=-1, box=box)
        next(PdfCMSEmbedder(new_field_spec=spec).write_cms(field_name=FIELD, writer=writer))
    except Exception:  # the parser raises anything on hostile or unusual files
        return UNREADABLE
    return None


def mark_draft(pdf: bytes) -> bytes:
    """Return the PDF with DRAF across every page, so that nobody takes it for the document."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    for page in writer.pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        page.merge_page(_mark(width, height))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _mark(width: float, height: float) -> PageObject:
    page = PageObject.create_blank_page(width=width, height=height)
    drawn = DecodedStreamObject()
    drawn.set_data(MARK % (width / 2 - 130, height / 2 - 170))
    fonts = DictionaryObject({NameObject("/DRAF"): FONT})
    states = DictionaryObject({NameObject("/Over"): OVER})
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): fonts, NameObject("/ExtGState"): states}
    )
    page[NameObject("/Contents")] = drawn
    return page

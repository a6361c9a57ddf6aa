"""Ways to tamper with a signed PDF, by name; each returns another file that still tries to pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import pypdf
from asn1crypto import cms
from pyhanko.pdf_utils import generic as typeless
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter as Writer
from pyhanko.pdf_utils.reader import PdfFileReader

from api.gateways.signing.cms import SIGNED_DATA, tlv
from tests.gateways.signing.strangers import small_certificate

generic: Any = typeless  # pyHanko's objects have no types
Tamper = Callable[[bytes, bytes], bytes]  # the signed file, and another one of the same signer


class Revision:
    """An appended revision, as any editor would save it."""

    def __init__(self, pdf: bytes) -> None:
        self._out = BytesIO(pdf)
        self.writer: Any = Writer(self._out)  # neither has its writer

    @property
    def page(self) -> Any:
        return self.writer.find_page_for_modification(0)[0].get_object()

    @property
    def form(self) -> Any:
        return self.writer.root["/AcroForm"]

    def stream(self, content: bytes, **entries: Any) -> Any:
        found = {pdf_name(f"/{name}"): value for name, value in entries.items()}
        return self.writer.add_object(generic.StreamObject(dict_data=found, stream_data=content))

    def changed(self, *touched: Any) -> bytes:
        for each in touched:
            self.writer.update_container(each)
        self.writer.write_in_place()
        return self._out.getvalue()


def flipped(pdf: bytes, at: int, bit: int = 1) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ bit]) + pdf[at + 1 :]


def replaced(pdf: bytes, old: bytes, new: bytes) -> bytes:
    """Replace the last occurrence by as many bytes."""
    at = pdf.rindex(old)
    assert len(old) == len(new)
    assert old != new
    return pdf[:at] + new + pdf[at + len(old) :]


def signature_of(pdf: bytes) -> Any:
    return PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[0]


def container(pdf: bytes) -> tuple[int, int]:
    """Return where the hexadecimal digits of the signature begin and end."""
    _, size, start, _ = signature_of(pdf).byte_range
    return size + 1, start - 1


def with_container(pdf: bytes, content: bytes) -> bytes:
    """Put another CMS container into the place of the signature's, the rest filled with zeros."""
    begin, end = container(pdf)
    digits = content.hex().upper().encode()
    assert len(digits) <= end - begin, "the container has no room for this"
    return pdf[:begin] + digits.ljust(end - begin, b"0") + pdf[end:]


def in_container(pdf: bytes, part: Any, offset: int = 20) -> bytes:
    """Flip a bit of a part of the container."""
    begin, _ = container(pdf)
    at = begin + 2 * (signature_of(pdf).pkcs7_content.index(part) + offset)
    digit = b"%X" % (int(pdf[at : at + 1], 16) ^ 4)
    return pdf[:at] + digit + pdf[at + 1 :]


def _content(pdf: bytes, _: bytes) -> bytes:
    return flipped(pdf, pdf.index(b"stream\n") + 60)


def _signature_value(pdf: bytes, _: bytes) -> bytes:
    return in_container(pdf, signature_of(pdf).signer_info["signature"].native)


def _digest(pdf: bytes, _: bytes) -> bytes:
    return in_container(pdf, signature_of(pdf).compute_digest(), 3)


def _certificate(pdf: bytes, _: bytes) -> bytes:
    return in_container(pdf, signature_of(pdf).signer_cert["signature_value"].contents)


def _time_stamp(pdf: bytes, _: bytes) -> bytes:
    token = signature_of(pdf).signer_info["unsigned_attrs"][0]["values"][0]["content"]
    return in_container(pdf, token["signer_infos"][0]["signature"].native)


def _no_time_stamp(pdf: bytes, _: bytes) -> bytes:
    content = cms.ContentInfo.load(signature_of(pdf).pkcs7_content)
    del content["content"]["signer_infos"][0]["unsigned_attrs"]
    return with_container(pdf, content.dump(force=True))


def _surplus_certificate(pdf: bytes, _: bytes) -> bytes:
    data = cms.ContentInfo.load(signature_of(pdf).pkcs7_content)["content"]
    held = [each.dump() for each in data["certificates"]]
    before = [data[n].dump() for n in ("version", "digest_algorithms", "encap_content_info")]
    altered = tlv(0x30, *before, tlv(0xA0, *held, small_certificate()), data["signer_infos"].dump())
    return with_container(pdf, tlv(0x30, SIGNED_DATA, tlv(0xA0, altered)))


def _padding(pdf: bytes, other: bytes) -> bytes:
    end = container(pdf)[1]
    return pdf[: end - 8] + b"C0FFEE01" + pdf[end:]


def _spelling(pdf: bytes, _: bytes) -> bytes:
    begin, end = container(pdf)
    middle = begin + (end - begin) // 4
    return pdf[:begin] + pdf[begin:middle].swapcase() + pdf[middle:]


def _nulled(pdf: bytes, _: bytes) -> bytes:
    return with_container(pdf, b"")


def _blank(pdf: bytes, _: bytes) -> bytes:
    begin, end = container(pdf)
    return pdf[:begin] + b" " * (end - begin) + pdf[end:]


def _swapped(pdf: bytes, other: bytes) -> bytes:
    return with_container(pdf, signature_of(other).pkcs7_content)


def _byte_range(pdf: bytes, change: Callable[[list[int]], list[int]]) -> bytes:
    found = list(re.finditer(rb"/ByteRange\s*\[([\d ]+)\]", pdf))[-1]
    numbers = change([int(each) for each in found[1].split()])
    text = " ".join(map(str, numbers)).encode().ljust(len(found[1]))
    return pdf[: found.start(1)] + text[: len(found[1])] + pdf[found.end(1) :]


def _range_ends_early(pdf: bytes, _: bytes) -> bytes:
    return _byte_range(pdf, lambda r: [*r[:3], r[3] - 10])


def _range_leaves_a_gap(pdf: bytes, _: bytes) -> bytes:
    return _byte_range(pdf, lambda r: [r[0], r[1] - 300, *r[2:]])


def _range_moves_on(pdf: bytes, _: bytes) -> bytes:
    return _byte_range(pdf, lambda r: [*r[:2], r[2] + 2, r[3] - 2])


def _reason(pdf: bytes, _: bytes) -> bytes:
    at = pdf.rindex(b"/Reason") + 12
    return flipped(pdf, at)


# --- cut and lengthened ---------------------------------------------------------------------------


def _first_revision(pdf: bytes, _: bytes) -> bytes:
    return pdf[: pdf.index(b"%%EOF") + 6]


def _inside_signature(pdf: bytes, _: bytes) -> bytes:
    begin, end = container(pdf)
    return pdf[: (begin + end) // 2]


# --- appended revisions ---------------------------------------------------------------------------


def _content_replaced(pdf: bytes, _: bytes) -> bytes:
    more = Revision(pdf)
    page = more.page
    page[pdf_name("/Contents")] = more.stream(b"BT /F1 20 Tf 80 700 Td (LUNAS) Tj ET")
    return more.changed(page)


def _annotation(pdf: bytes, _: bytes) -> bytes:
    more = Revision(pdf)
    look = more.stream(
        b"1 1 1 rg 0 0 300 80 re f",
        Type=pdf_name("/XObject"),
        Subtype=pdf_name("/Form"),
        BBox=generic.ArrayObject(map(generic.NumberObject, (0, 0, 300, 80))),
    )
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Stamp"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (90, 600, 390, 680))),
            pdf_name("/F"): generic.NumberObject(4),
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): look}),
        }
    )
    page = more.page
    page["/Annots"].append(more.writer.add_object(note))
    return more.changed(page, page["/Annots"])


def _page_replaced(pdf: bytes, _: bytes) -> bytes:
    more = Revision(pdf)
    pages = more.writer.root["/Pages"]
    pages["/Kids"][0] = more.writer.add_object(_blank_page(more.writer.root.raw_get("/Pages")))
    return more.changed(pages)


def _page_added(pdf: bytes, _: bytes) -> bytes:
    more = Revision(pdf)
    pages = more.writer.root["/Pages"]
    pages["/Kids"].append(more.writer.add_object(_blank_page(more.writer.root.raw_get("/Pages"))))
    pages[pdf_name("/Count")] = generic.NumberObject(len(pages["/Kids"]))
    return more.changed(pages, pages["/Kids"])


def _blank_page(parent: Any) -> Any:
    return generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/Parent"): parent,
            pdf_name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
            pdf_name("/Resources"): generic.DictionaryObject(),
        }
    )


def _form_removed(pdf: bytes, _: bytes) -> bytes:
    more = Revision(pdf)
    del more.writer.root["/AcroForm"]
    return more.changed(more.writer.root)


def _field_renamed(pdf: bytes, _: bytes) -> bytes:
    more = Revision(pdf)
    field = more.form["/Fields"][0]
    field[pdf_name("/T")] = pdf_string("Bukan_Tanda_Tangan")
    return more.changed(field)


def _widget_moved(pdf: bytes, _: bytes) -> bytes:
    more = Revision(pdf)
    field = more.form["/Fields"][0]
    field[pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))
    return more.changed(field)


def _proofs_removed(pdf: bytes, _: bytes) -> bytes:
    more = Revision(pdf)
    del more.writer.root["/DSS"]
    return more.changed(more.writer.root)


def _permissions_removed(pdf: bytes, _: bytes) -> bytes:
    more = Revision(pdf)
    del more.writer.root["/Perms"]
    return more.changed(more.writer.root)


def _title(pdf: bytes, _: bytes) -> bytes:
    more = Revision(pdf)
    more.writer.root[pdf_name("/Lang")] = pdf_string("en")
    return more.changed(more.writer.root)


def _action(pdf: bytes, _: bytes) -> bytes:
    more = Revision(pdf)
    more.writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/URI"), pdf_name("/URI"): pdf_string("http://lain.example")}
    )
    return more.changed(more.writer.root)


def _attachment(pdf: bytes, _: bytes) -> bytes:
    more = Revision(pdf)
    names = generic.DictionaryObject({pdf_name("/EmbeddedFiles"): more.stream(b"CONTOH")})
    more.writer.root[pdf_name("/Names")] = names
    return more.changed(more.writer.root)


# --- shadows: what an old reader and a new one see differently -----------------------------------


def _shadow_catalog(pdf: bytes, _: bytes) -> bytes:
    """Append a catalog of its own, by hand, with a trailer that names it."""
    size = int(re.findall(rb"/Size (\d+)", pdf)[-1])
    before = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    objects = [
        b"<< /Type /Catalog /Pages %d 0 R >>" % (size + 1),
        b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (size + 2),
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Resources << >> >>" % (size + 1),
    ]
    out, places = pdf, []
    for number, content in enumerate(objects, start=size):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    xref = len(out)
    out += b"xref\n%d %d\n%s" % (size, len(objects), table)
    trailer = b"<< /Size %d /Root %d 0 R /Prev %d >>" % (size + 3, size, before)
    return out + b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, xref)


def _shadow_object(pdf: bytes, _: bytes) -> bytes:
    """Append the page's object again under its own number, with another content."""
    page = PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Kids"].raw_get(0).idnum
    before = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    root = re.findall(rb"/Root (\d+ \d+ R)", pdf)[-1]
    size = int(re.findall(rb"/Size (\d+)", pdf)[-1])
    out = pdf + b"%d 0 obj\n<< /Type /Page /MediaBox [0 0 9 9] >>\nendobj\n" % page
    xref = len(out)
    out += b"xref\n%d 1\n%010d 00000 n \n" % (page, len(pdf))
    trailer = b"<< /Size %d /Root %s /Prev %d >>" % (size, root, before)
    return out + b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, xref)


def _twice(pdf: bytes, _: bytes) -> bytes:
    return pdf + pdf


def _before(pdf: bytes, _: bytes) -> bytes:
    return b"% CONTOH\n" + pdf


def _rewritten(pdf: bytes, _: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _locked(pdf: bytes, _: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf))
    writer.encrypt("", "CONTOH-pemilik", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


TAMPERINGS: Mapping[str, Tamper] = {
    "a bit of the content": _content,
    "a bit of the header": lambda pdf, _: flipped(pdf, 7),
    "a bit of the proofs": lambda pdf, _: flipped(pdf, pdf.rindex(b"stream\n") + 40),
    "a bit of the last cross-references": lambda pdf, _: flipped(pdf, pdf.rindex(b"xref\n") - 30),
    "a bit of the signature's value": _signature_value,
    "a bit of the digest": _digest,
    "a bit of the certificate": _certificate,
    "a bit of the time-stamp": _time_stamp,
    "the reason": _reason,
    "the time-stamp taken out": _no_time_stamp,
    "a certificate put in": _surplus_certificate,
    "the padding filled": _padding,
    "another spelling of some digits": _spelling,
    "the signature nulled": _nulled,
    "the signature blanked": _blank,
    "the signature of another document": _swapped,
    "the range ends early": _range_ends_early,
    "the range leaves a gap": _range_leaves_a_gap,
    "the range begins later": _range_moves_on,
    "the last byte cut off": lambda pdf, _: pdf[:-1],
    "a kilobyte cut off": lambda pdf, _: pdf[:-1024],
    "cut inside the signature": _inside_signature,
    "cut to what was prepared": _first_revision,
    "a line end appended": lambda pdf, _: pdf + b"\n",
    "a comment appended": lambda pdf, _: pdf + b"% CONTOH\n%%EOF\n",
    "kilobytes appended": lambda pdf, _: pdf + b"x" * 5000,
    "something before the beginning": _before,
    "the file twice": _twice,
    "a revision with another content": _content_replaced,
    "a revision with a stamp over the page": _annotation,
    "a revision with another page": _page_replaced,
    "a revision with one more page": _page_added,
    "a revision without the form": _form_removed,
    "a revision with the field renamed": _field_renamed,
    "a revision with the field moved": _widget_moved,
    "a revision without the proofs": _proofs_removed,
    "a revision without permissions": _permissions_removed,
    "a revision in another language": _title,
    "a revision that opens an address": _action,
    "a revision with an attachment": _attachment,
    "a shadow catalog": _shadow_catalog,
    "a shadow object": _shadow_object,
    "written anew": _rewritten,
    "locked": _locked,
}

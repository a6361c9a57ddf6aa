"""Whether a PDF is the verified one with a signature appended, and nothing else."""

import hashlib
import re
from dataclasses import dataclass

from siak_sim.wire.refusals import Refusal

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_LINE_ENDS = (b"", b"\n", b"\r\n", b"\r")
_END = b"%%EOF"


@dataclass(frozen=True)
class Checked:
    """A looked-at file: its hash, and why it is refused if it is."""

    sha256: str
    refusal: Refusal | None


@dataclass(frozen=True)
class Seal:
    """What cryptography says about a file's last signature."""

    intact: bool
    trusted: bool  # leads to one of the roots that were named
    reason: str  # its `/Reason`, part of the signed bytes


BROKEN = Seal(intact=False, trusted=False, reason="")


def require_seal(seal: Seal, number: str, *, trust: bool) -> None:
    """Refuse a signature that does not hold, is bound to another number, or by a stranger."""
    if not seal.intact:
        raise Refusal(422, "SIGNATURE_BROKEN", "Tanda tangan rusak: isi berkas berubah.")
    if not re.search(rf"(?<![\w-]){re.escape(number)}(?![\w-])", seal.reason):
        words = "Tanda tangan tidak menyebut nomor dokumen yang dicadangkan."
        raise Refusal(422, "NUMBER_NOT_BOUND", words)
    if trust and not seal.trusted:
        words = "Tanda tangan tidak sah atau penanda tangan tidak dipercaya."
        raise Refusal(422, "NOT_TRUSTED", words)


def why_not_the_signed_file(pdf: bytes, *, declared: str, signed_from: str) -> Checked:
    """Check hash, beginning and signature of an uploaded file."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    if sha256 != declared:
        refusal = Refusal(422, "HASH_MISMATCH", "Berkas rusak di jalan: hash tidak sama.")
    elif not pdf.startswith(b"%PDF-"):
        refusal = Refusal(422, "NOT_SIGNED", "Berkas bukan PDF.")
    elif not begins_with(pdf, signed_from):
        refusal = Refusal(
            422, "NOT_THE_VERIFIED_DOCUMENT", "Berkas tidak diawali dokumen yang diverifikasi."
        )
    elif not is_signed_whole(pdf):
        refusal = Refusal(422, "NOT_SIGNED", "Tanda tangan tidak ada atau tidak menutup berkas.")
    else:
        return Checked(sha256, None)
    return Checked(sha256, refusal)


def begins_with(pdf: bytes, sha256: str) -> bool:
    """Tell whether some beginning of the file, up to a revision's end, has this hash."""
    hashed, done = hashlib.sha256(), 0
    for found in re.finditer(_END, pdf):
        for line_end in _LINE_ENDS:
            end = found.end() + len(line_end)
            if pdf[found.end() : end] != line_end or end == len(pdf):
                continue
            if done < found.end():
                hashed.update(pdf[done : found.end()])
                done = found.end()
            attempt = hashed.copy()
            attempt.update(line_end)
            if attempt.hexdigest() == sha256:
                return True
    return False


def is_signed_whole(pdf: bytes) -> bool:
    """Tell whether a signature covers the file from its first byte to the end of a revision.

    What may follow the last signature are revocation data of the same signature (`/DSS`).
    """
    ranges = [tuple(map(int, m.groups())) for m in _BYTE_RANGE.finditer(pdf)]
    if not ranges:
        return False
    start, first, second, length = max(ranges, key=lambda r: r[2] + r[3])
    end = second + length
    if start != 0 or first <= 0 or second <= first or end > len(pdf):
        return False
    if pdf[first : first + 1] != b"<" or pdf[second - 1 : second] != b">":
        return False
    rest = pdf[end:].strip()
    return not rest or b"/DSS" in rest

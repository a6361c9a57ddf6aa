"""What a signer elsewhere handed back: it counts only as the verified PDF with a good signature."""

from datetime import datetime

from api.domain.ports import Permanent, SignedFile, Verdict

LEVELS = ("B-T", "B-LT")  # BSrE's own is B-T; without a time-stamp it would be B-B


def accepted(verdict: Verdict, signed: bytes, pdf: bytes, now: datetime) -> SignedFile:
    """Return the file if it begins with the verified bytes and is well signed; `Permanent` if not.

    Its time is the time-stamp's: the signer's own clock may go wrong.
    """
    if not (verdict.genuine and verdict.level in LEVELS and signed.startswith(pdf)):
        raise Permanent("SIGNATURE_NOT_ACCEPTED", ", ".join(verdict.reasons) or verdict.level)
    return SignedFile(signed, verdict.certificate_serial, verdict.signed_at or now, verdict.level)

"""What a signer elsewhere handed back: it counts only as the verified PDF with a good signature."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from api.domain.ports import Permanent, SignedFile, Verdict
from api.gateways.signing.revocation import NOBODY, Revocation
from api.gateways.signing.validation import validate

LEVELS = ("B-T", "B-LT")  # BSrE's own is B-T; without a time-stamp it would be B-B


@dataclass(frozen=True)
class Judge:
    """Our validator with whom we trust, and what was revoked here: older files may be our own."""

    roots: tuple[x509.Certificate, ...]
    now: Callable[[], datetime]
    revoked: Callable[[], Mapping[int, Revocation]] = lambda: NOBODY

    async def verdict(self, pdf: bytes) -> Verdict:
        """Judge a PDF: signature, coverage, trust, level."""
        return await validate(pdf, roots=self.roots, now=self.now(), revoked=self.revoked())

    def accepted(self, verdict: Verdict, signed: bytes, pdf: bytes) -> SignedFile:
        """Return the file if it begins with the verified bytes and is well signed, or `Permanent`.

        Its time is the time-stamp's: the signer's own clock may go wrong.
        """
        if not (verdict.genuine and verdict.level in LEVELS and signed.startswith(pdf)):
            raise Permanent("SIGNATURE_NOT_ACCEPTED", ", ".join(verdict.reasons) or verdict.level)
        at = verdict.signed_at or self.now()
        return SignedFile(signed, verdict.certificate_serial, at, verdict.level)

"""What a signer elsewhere hands back is judged by what is known here, revocations among it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from api.domain.ports import Permanent
from api.gateways.signing.pki import ROOT, read_certificate
from api.gateways.signing.returned import Judge
from api.gateways.signing.revocation import Revocation
from tests.gateways.conftest import NOW


async def test_what_was_revoked_here_is_refused_whoever_signs_now(signed: bytes, pki: Path) -> None:
    root = (read_certificate(pki / ROOT),)
    trusting = await Judge(root, lambda: NOW).verdict(signed)
    serial = int(trusting.certificate_serial, 16)
    gone = {serial: Revocation(NOW - timedelta(days=1), x509.ReasonFlags.key_compromise)}

    knowing = await Judge(root, lambda: NOW, lambda: gone).verdict(signed)

    assert trusting.genuine
    assert (knowing.genuine, knowing.reasons) == (False, ("REVOKED",))


async def test_only_the_verified_document_well_signed_is_accepted(
    signed: bytes, prepared: bytes, pki: Path
) -> None:
    judge = Judge((read_certificate(pki / ROOT),), lambda: NOW)
    verdict = await judge.verdict(signed)

    assert judge.accepted(verdict, signed, prepared).signed_at == verdict.signed_at
    with pytest.raises(Permanent, match="SIGNATURE_NOT_ACCEPTED"):
        judge.accepted(verdict, signed, prepared.replace(b"%PDF-1.7", b"%PDF-1.6"))

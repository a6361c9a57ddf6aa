"""The local signer: a signatory's PKCS#12 opened for one batch, each result judged before use."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from asn1crypto import crl
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError

from api.domain.ports import (
    CertificateState,
    Permanent,
    SignedFile,
    SignerStanding,
    SignPlace,
    Verdict,
)
from api.domain.remotes import Remote
from api.gateways.signing import pki
from api.gateways.signing.cms import CmsSigner, TimeStampAuthority
from api.gateways.signing.evidence import LIFE, Evidence, Responder, as_asn1, to_the_second
from api.gateways.signing.pades import sign_pdf
from api.gateways.signing.validation import validate


class LocalSigner:
    """Signs with the development PKI of a folder; implements `SignerPort`.

    `roots`: whom we trust beside ourselves, for what was signed elsewhere.
    """

    is_remote = False
    tells_first = False
    keeps_files = False
    line: Remote | None = None

    def __init__(
        self, folder: Path, now: Callable[[], datetime], roots: Sequence[x509.Certificate] = ()
    ) -> None:
        self._folder = folder
        self._now = now
        self._roots = [pki.read_certificate(folder / pki.ROOT), *roots]
        self._services = _Services(folder)

    async def unlock(self, signatory_id: str, passphrase: str) -> "LocalKey":
        """Open the key in a thread: `Permanent` WRONG_PASSPHRASE, NO_CERTIFICATE or EXPIRED."""
        path = pki.signatory_path(self._folder, signatory_id)
        if path is None or not path.is_file():
            raise Permanent("NO_CERTIFICATE", "the signatory has no certificate")
        key, certificate = await asyncio.to_thread(_open, path, passphrase)
        _require_valid(certificate, self._now())
        return LocalKey(key, certificate, self._services, self._roots)

    async def standing(self, signatory_id: str) -> SignerStanding:
        """Tell how the signatory's certificate stands; the passphrase is not needed for it."""
        certificate = pki.signatory_certificate(self._folder, signatory_id)
        if certificate is None:
            return SignerStanding(CertificateState.NONE)
        is_over = certificate.not_valid_after_utc < self._now()
        return SignerStanding(
            CertificateState.EXPIRED if is_over else CertificateState.USABLE,
            certificate.not_valid_after_utc,
            f"{certificate.serial_number:x}",
            certificate.subject.rfc4514_string(),
        )

    async def verify(self, pdf: bytes) -> Verdict:
        """Judge a PDF: signature, coverage, trust, level."""
        return await validate(pdf, roots=self._roots, now=self._now())

    async def find(self, pdf: bytes, place: SignPlace) -> SignedFile | None:
        """Return nothing: what this key signed and nobody stored is not used."""
        return None


class LocalKey:
    """A key opened for one batch; implements `SigningKey`."""

    def __init__(
        self,
        key: rsa.RSAPrivateKey,
        certificate: x509.Certificate,
        services: "_Services",
        roots: list[x509.Certificate],
    ) -> None:
        self._signer: CmsSigner | None = CmsSigner(certificate, key, [services.issuer])
        self._certificate = certificate
        self._services = services
        self._roots = roots
        self._evidence: Evidence | None = None

    async def sign(
        self, pdf: bytes, *, field: str, reason: str, now: datetime, place: SignPlace | None = None
    ) -> SignedFile:
        """Append a B-LT signature, and return the file only if our validator accepts it."""
        signer = self._signer
        if signer is None:
            raise Permanent("KEY_CLOSED", "the batch is over")
        moment = to_the_second(now)
        _require_valid(self._certificate, moment)
        evidence = self._fresh_evidence(moment)

        def make_cms(digest: bytes) -> bytes:
            return signer.sign(digest, stamp=lambda raw: self._services.tsa.token(raw, moment))

        try:
            signed = await asyncio.to_thread(
                sign_pdf, pdf, make_cms, evidence, field=field, reason=reason, now=moment
            )
        except (PdfError, SigningError) as error:
            raise Permanent("DOCUMENT_REFUSED", f"cannot be signed: {error}") from error
        verdict = await validate(signed, roots=self._roots, now=moment)
        if not (verdict.genuine and verdict.level == "B-LT" and signed.startswith(pdf)):
            raise Permanent("SIGNATURE_NOT_ACCEPTED", ", ".join(verdict.reasons) or verdict.level)
        serial = f"{self._certificate.serial_number:x}"
        return SignedFile(signed, serial, moment, verdict.level)

    def close(self) -> None:
        """Forget the key."""
        self._signer = None

    def _fresh_evidence(self, moment: datetime) -> Evidence:
        if self._evidence is None or not self._evidence.covers(moment):
            self._evidence = self._services.evidence(self._certificate, moment)
        return self._evidence


class _Services:
    """What stands beside the signatory's key: issuer, time-stamp authority, OCSP responder."""

    def __init__(self, folder: Path) -> None:
        self.issuer = pki.read_certificate(folder / pki.ISSUING)
        self._tsa_certificate = pki.read_certificate(folder / pki.TSA)
        tsa_key = pki.read_key(folder / pki.TSA_KEY)
        self.tsa = TimeStampAuthority(CmsSigner(self._tsa_certificate, tsa_key, [self.issuer]))
        self._responder = Responder(
            pki.read_certificate(folder / pki.OCSP),
            pki.read_key(folder / pki.OCSP_KEY),
            self.issuer,
        )
        self._issuing_key = pki.read_key(folder / pki.ISSUING_KEY)
        self._root_crl = crl.CertificateList.load((folder / pki.ROOT_CRL).read_bytes())

    def evidence(self, certificate: x509.Certificate, moment: datetime) -> Evidence:
        """Return proof for the signatory's and the authorities' certificates as of the moment."""
        judged = (certificate, self._tsa_certificate)
        # readers consult OCSP where a certificate names an address, ours name none: hence the list
        revoked = pki.revocation_list(self.issuer, self._issuing_key, moment, LIFE)
        return Evidence(
            certificates=tuple(as_asn1(each) for each in (self.issuer, *judged)),
            ocsp_responses=tuple(
                self._responder.answer(each.serial_number, moment) for each in judged
            ),
            crls=(self._root_crl, crl.CertificateList.load(revoked)),
            made_at=moment,
        )


def _open(path: Path, passphrase: str) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(
            path.read_bytes(), passphrase.encode()
        )
    except ValueError:
        raise Permanent("WRONG_PASSPHRASE", "the passphrase does not open the key") from None
    if not isinstance(key, rsa.RSAPrivateKey) or certificate is None:
        raise Permanent("NO_CERTIFICATE", "the file holds no RSA key with its certificate")
    return key, certificate


def _require_valid(certificate: x509.Certificate, now: datetime) -> None:
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise Permanent("CERTIFICATE_EXPIRED", "the certificate is not valid now")

"""What stands beside the signatories' keys: issuer, time-stamp authority, proof of revocation."""

from datetime import datetime
from pathlib import Path

from asn1crypto import crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from api.domain.ports import CertificateState, SignerStanding
from api.gateways.signing import ocsp, pki
from api.gateways.signing.cms import CmsSigner, KeyInMemory
from api.gateways.signing.evidence import Evidence
from api.gateways.signing.forms import as_asn1, to_the_second
from api.gateways.signing.revocation import Revocations, revocation_list
from api.gateways.signing.tsa import TimeStampAuthority


class PkiServices:
    """The development PKI at work; its files are read once, the revocations when they change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._issuing = pki.read_authority(folder / pki.ISSUING, folder / pki.ISSUING_KEY)
        tsa = pki.read_authority(folder / pki.TSA, folder / pki.TSA_KEY)
        responder = pki.read_authority(folder / pki.OCSP, folder / pki.OCSP_KEY)
        self.root = pki.read_certificate(folder / pki.ROOT)
        self.issuer = self._issuing.certificate
        self.tsa_certificate = tsa.certificate
        self.revocations = Revocations(folder)
        self.tsa = TimeStampAuthority(
            CmsSigner(KeyInMemory(tsa.certificate, tsa.key), [self.issuer])
        )
        self._responder = ocsp.Responder(
            responder, self._issuing, self._is_issued, self.revocations.of
        )
        self._root_crl = (folder / pki.ROOT_CRL).read_bytes()
        self._issued: set[int] = set()

    def standing(self, certificate: x509.Certificate, now: datetime) -> SignerStanding:
        """Tell how one of our certificates stands."""
        return SignerStanding(
            self.state(certificate, now),
            certificate.not_valid_after_utc,
            f"{certificate.serial_number:x}",
            certificate.subject.rfc4514_string(),
        )

    def evidence(self, certificate: x509.Certificate, moment: datetime) -> Evidence:
        """Return proof for the signatory's and the authorities' certificates as of the moment."""
        judged = (certificate, self.tsa_certificate)
        # some readers consult OCSP only where a certificate names an address: hence the list, too
        lists = (self._root_crl, self.issuing_crl(moment))
        return Evidence(
            certificates=tuple(as_asn1(each) for each in (self.issuer, *judged)),
            ocsp_responses=tuple(
                self._responder.answer(each.serial_number, moment) for each in judged
            ),
            crls=tuple(crl.CertificateList.load(each) for each in lists),
            made_at=moment,
        )

    def root_crl(self) -> bytes:
        """Return the root's list, made with it: its key is gone, so it can revoke nobody."""
        return self._root_crl

    def issuing_crl(self, now: datetime) -> bytes:
        """Return the issuing authority's list as of now."""
        moment = to_the_second(now)
        return revocation_list(self._issuing, moment, ocsp.LIFE, self.revocations.all())

    def ocsp_answer(self, request: bytes, now: datetime) -> bytes:
        """Answer an OCSP request."""
        return self._responder.respond(request, to_the_second(now))

    def time_stamp(self, request: bytes, now: datetime) -> bytes:
        """Answer a time-stamp request."""
        return self.tsa.respond(request, now)

    def certificates(self) -> dict[str, bytes]:
        """Return the public certificates by the names they are served under."""
        found = {pki.ROOT: self.root, pki.ISSUING: self.issuer}
        pem = {name: each.public_bytes(Encoding.PEM) for name, each in found.items()}
        der = {
            f"{name.removesuffix('.pem')}.cer": each.public_bytes(Encoding.DER)
            for name, each in found.items()
        }
        return pem | der

    def is_ours(self, certificate: asn1_x509.Certificate) -> bool:
        """Tell whether our issuing authority, or the root, made a certificate."""
        names = (self.issuer.subject.public_bytes(), self.root.subject.public_bytes())
        return certificate.issuer.dump() in names

    def state(self, certificate: x509.Certificate, now: datetime) -> CertificateState:
        """Return whether one of our certificates may sign now, and if not, why."""
        revocation = self.revocations.of(certificate.serial_number)
        if revocation is not None:
            return revocation.state
        if now > certificate.not_valid_after_utc:
            return CertificateState.EXPIRED
        if now < certificate.not_valid_before_utc:
            return CertificateState.NOT_READY
        return CertificateState.USABLE

    def _is_issued(self, serial: int) -> bool:
        if serial not in self._issued:  # somebody new may have a certificate by now
            everybody = (each for _, each, _ in pki.signatory_certificates(self._folder))
            services = map(pki.read_certificate, self._folder.glob("*.pem"))
            ours = self.issuer.subject
            self._issued |= {
                each.serial_number for each in (*everybody, *services) if each.issuer == ours
            }
        return serial in self._issued

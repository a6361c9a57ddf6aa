"""The certificate authority of the simulated BSrE: root, issuer, time-stamps, and signers' keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_RSA_BITS = 3072
# wide: one root serves every clock a simulator is started with, with dates as old readers know them
_BEGIN, _END = datetime(2000, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
_SIGNER_LIFE = timedelta(days=731)  # two years, as BSrE issues them
_EARLIER = timedelta(days=1)
_DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
LONGEST_NAME = 64
_ORGANIZATION = "SIMULASI BSrE"


@dataclass(frozen=True)
class Certified:
    """A certificate and its private key, both as PEM text."""

    certificate: str
    key: str

    def __repr__(self) -> str:
        return "Certified(…)"

    def ends_at(self) -> datetime:
        """Return the last instant the certificate is good for."""
        return _read(self.certificate).not_valid_after_utc

    def name(self) -> str:
        """Return whom the certificate names."""
        names = _read(self.certificate).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(names[0].value)

    def is_good_at(self, moment: datetime) -> bool:
        """Tell whether the certificate is good at an instant."""
        certificate = _read(self.certificate)
        return certificate.not_valid_before_utc <= moment < certificate.not_valid_after_utc


def make_root() -> Certified:
    """Make the root that others may trust."""
    key = ec.generate_private_key(ec.SECP384R1())
    builder = _builder("SIMULASI Root CA BSrE", key)
    builder = _authority(builder, path_length=1)
    return _certified(builder.issuer_name(_name("SIMULASI Root CA BSrE")), key, key)


def make_issuer(root: Certified) -> Certified:
    """Make the authority that issues signers' certificates."""
    key = ec.generate_private_key(ec.SECP384R1())
    builder = _builder("SIMULASI Penerbit BSrE", key)
    return _signed_by(root, _authority(builder, path_length=0), key)


def make_time_stamper(issuer: Certified) -> Certified:
    """Make the certificate and key that tell the time."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
    builder = _builder("SIMULASI Stempel Waktu BSrE", key)
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    builder = builder.add_extension(_usage("digital_signature"), critical=True)
    return _signed_by(issuer, builder.add_extension(purposes, critical=True), key)


def make_signer(issuer: Certified, name: str, now: datetime) -> Certified:
    """Make a signer's certificate and key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
    begins = now.replace(microsecond=0) - _EARLIER
    builder = _builder(name, key, begins, begins + _SIGNER_LIFE)
    # pdfsig trusts a signer only with the e-mail usage; the other one is the proper purpose
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION, _DOCUMENT_SIGNING])
    usage = _usage("digital_signature", "content_commitment")
    builder = builder.add_extension(usage, critical=True)
    return _signed_by(issuer, builder.add_extension(purposes, critical=False), key)


def _builder(
    name: str, key: Key, begins: datetime = _BEGIN, ends: datetime = _END
) -> x509.CertificateBuilder:
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(identifier, critical=False)
    )


def _authority(builder: x509.CertificateBuilder, *, path_length: int) -> x509.CertificateBuilder:
    constraints = x509.BasicConstraints(ca=True, path_length=path_length)
    builder = builder.add_extension(constraints, critical=True)
    return builder.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)


def _signed_by(issuer: Certified, builder: x509.CertificateBuilder, key: Key) -> Certified:
    above = _read(issuer.certificate)
    issuing_key = _private(issuer.key)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_key.public_key())
    builder = builder.issuer_name(above.subject).add_extension(identifier, critical=False)
    return _certified(builder, key, issuing_key)


def _certified(
    builder: x509.CertificateBuilder, key: Key, issuing_key: ec.EllipticCurvePrivateKey
) -> Certified:
    hashing = SHA256() if isinstance(key, rsa.RSAPrivateKey) else SHA384()
    certificate = builder.sign(issuing_key, hashing).public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Certified(certificate.decode("ascii"), private.decode("ascii"))


def _usage(*allowed: str) -> x509.KeyUsage:
    kinds = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{kind: kind in allowed for kind in kinds})


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANIZATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:LONGEST_NAME]),
        ]
    )


def _read(pem: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem.encode("ascii"))


def _private(pem: str) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(pem.encode("ascii"), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey), "authorities have elliptic keys"
    return key

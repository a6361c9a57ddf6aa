"""How the development certificates look: who certifies whom, for what, and how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12
from cryptography.hazmat.primitives.serialization.pkcs12 import PBES
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

PBKDF2_ROUNDS = 600_000
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
AUTHORITY_LIFE = timedelta(days=3653)
SIGNATORY_LIFE = timedelta(days=731)  # as BSrE's: two years
SIMULATED = "SIMULASI "

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@dataclass(frozen=True)
class NewSignatory:
    """Somebody who is to get a development certificate; the passphrase is used once."""

    id: str
    name: str
    passphrase: str

    def __repr__(self) -> str:
        return f"NewSignatory(id={self.id!r})"


@dataclass(frozen=True)
class Authority:
    """A certificate that certifies others, with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Authorities:
    """Everything that is made once: who certifies, who stamps time, who answers for revocation."""

    root: Authority
    issuing: Authority
    tsa: Authority
    ocsp: Authority


def make_authorities(now: datetime, address: str) -> Authorities:
    """Make root, issuing authority and its two services; `address` is where `/pki` is reached."""
    root = _make_root(now)
    issuing = _make_issuing(root, now, address)
    return Authorities(root, issuing, _make_tsa(issuing, now, address), _make_ocsp(issuing, now))


def _make_root(now: datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP384R1())
    name = _name(f"{SIMULATED}Induk Sertifikat Balangan")
    builder = _builder(name, key.public_key(), name, key.public_key(), now, AUTHORITY_LIFE)
    certificate = _as_authority(builder, path_length=1).sign(key, SHA384())
    return Authority(certificate, key)


def _make_issuing(root: Authority, now: datetime, address: str) -> Authority:
    key = ec.generate_private_key(ec.SECP384R1())
    name = _name(f"{SIMULATED}Penerbit Sertifikat Balangan")
    builder = _under(root, name, key.public_key(), now, AUTHORITY_LIFE)
    builder = _with_addresses(builder, address, "root", ocsp=False)
    certificate = _as_authority(builder, path_length=0).sign(root.key, SHA384())
    return Authority(certificate, key)


def _make_tsa(issuing: Authority, now: datetime, address: str) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    builder = _service(f"{SIMULATED}Otoritas Stempel Waktu", key, issuing, now)
    builder = _with_addresses(builder, address, "issuing-ca", ocsp=True)
    return Authority(builder.add_extension(usage, critical=True).sign(issuing.key, SHA384()), key)


def _make_ocsp(issuing: Authority, now: datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
    builder = _service(f"{SIMULATED}Penjawab OCSP", key, issuing, now)
    builder = builder.add_extension(usage, critical=False)
    builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
    return Authority(builder.sign(issuing.key, SHA384()), key)


def _with_addresses(
    builder: x509.CertificateBuilder, address: str, issuer: str, *, ocsp: bool
) -> x509.CertificateBuilder:
    """Name where the issuer's certificate, list and answers are, if somebody serves them."""
    if not address:
        return builder
    kinds = AuthorityInformationAccessOID
    found = [x509.AccessDescription(kinds.CA_ISSUERS, _address(f"{address}/{issuer}.cer"))]
    if ocsp:
        found.insert(0, x509.AccessDescription(kinds.OCSP, _address(f"{address}/ocsp")))
    lists = [x509.DistributionPoint([_address(f"{address}/{issuer}.crl")], None, None, None)]
    return builder.add_extension(
        x509.AuthorityInformationAccess(found), critical=False
    ).add_extension(x509.CRLDistributionPoints(lists), critical=False)


def _address(text: str) -> x509.UniformResourceIdentifier:
    return x509.UniformResourceIdentifier(text)


def _service(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: Authority, now: datetime
) -> x509.CertificateBuilder:
    builder = _under(issuer, _name(name), key.public_key(), now, AUTHORITY_LIFE)
    return builder.add_extension(_key_usage(digital_signature=True), critical=True)


def service_certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: Authority, now: datetime
) -> x509.Certificate:
    """Certify the key of a service of the office, which signs for no person."""
    usage = _key_usage(digital_signature=True, content_commitment=True)
    builder = _under(issuer, _name(name), key.public_key(), now, AUTHORITY_LIFE)
    return builder.add_extension(usage, critical=True).sign(issuer.key, SHA384())


def signatory_file(
    signatory: NewSignatory, issuer: Authority, now: datetime, rounds: int, address: str
) -> tuple[x509.Certificate, bytes]:
    """Make a key and its certificate; return the certificate and the PKCS#12 with both."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = _name(f"{SIMULATED}{signatory.name}"[:64])
    # pdfsig trusts a signer only with the e-mail usage (NSS); the other one is the proper purpose
    purposes = [ExtendedKeyUsageOID.EMAIL_PROTECTION, DOCUMENT_SIGNING]
    builder = (
        _under(issuer, name, key.public_key(), now, SIGNATORY_LIFE)
        .add_extension(_key_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    )
    builder = _with_addresses(builder, address, "issuing-ca", ocsp=True)
    certificate = builder.sign(issuer.key, SHA384())
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(rounds)
        .key_cert_algorithm(PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(SHA256())
        .build(signatory.passphrase.encode())
    )
    file = pkcs12.serialize_key_and_certificates(
        signatory.id.encode(), key, certificate, [issuer.certificate], encryption
    )
    return certificate, file


def _under(
    issuer: Authority, name: x509.Name, key: PublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    certificate = issuer.certificate
    life = min(life, certificate.not_valid_after_utc - now)
    return _builder(name, key, certificate.subject, issuer.key.public_key(), now, life)


def _builder(
    name: x509.Name,
    key: PublicKey,
    issuer: x509.Name,
    issuer_key: PublicKey,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(identifier, critical=False)
    )


def _as_authority(builder: x509.CertificateBuilder, *, path_length: int) -> x509.CertificateBuilder:
    constraints = x509.BasicConstraints(ca=True, path_length=path_length)
    usage = _key_usage(key_cert_sign=True, crl_sign=True)
    return builder.add_extension(constraints, critical=True).add_extension(usage, critical=True)


def _key_usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{SIMULATED}Disdukcapil Balangan"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )

"""The development PKI: who certifies whom, made once per data folder and never half."""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import PBES
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT = "root.pem"
ISSUING = "issuing-ca.pem"
ISSUING_KEY = "issuing-ca.key"
ROOT_CRL = "root.crl"
ISSUING_CRL = "issuing-ca.crl"
TSA = "tsa.pem"
TSA_KEY = "tsa.key"
OCSP = "ocsp.pem"
OCSP_KEY = "ocsp.key"
SIGNATORIES = "signatories"

PBKDF2_ROUNDS = 600_000
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
AUTHORITY_LIFE = timedelta(days=3653)
SIGNATORY_LIFE = timedelta(days=731)  # as BSrE's: two years
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
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
class _Authority:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def ensure_pki(
    folder: Path,
    now: datetime,
    signatories: Iterable[NewSignatory] = (),
    *,
    rounds: int = PBKDF2_ROUNDS,
) -> None:
    """Make the authorities if they are not there, then a PKCS#12 for each signatory without one."""
    if not (folder / ROOT).exists():
        _make_authorities(folder, now)
    issuer = _read_authority(folder / ISSUING, folder / ISSUING_KEY)
    for signatory in signatories:
        path = signatory_path(folder, signatory.id)
        if path is None:
            raise ValueError("a signatory's id must be usable as a file name")
        if not path.exists():
            certificate, file = _signatory_file(signatory, issuer, now, rounds)
            _put(path.with_suffix(".pem"), _pem(certificate))
            _put(path, file)


def ensure_service(folder: Path, certificate: str, key: str, name: str, now: datetime) -> None:
    """Make a key and certificate for a service of the office (`SIMULASI …`) that has none."""
    if (folder / certificate).exists():
        return
    if not (folder / key).exists():
        _put_new(folder / key, _key_pem(ec.generate_private_key(ec.SECP256R1())))
    own_key = read_key(folder / key)  # of whichever process was first
    issuer = _read_authority(folder / ISSUING, folder / ISSUING_KEY)
    usage = _key_usage(digital_signature=True, content_commitment=True)
    builder = _under(issuer, _name(name), own_key.public_key(), now, AUTHORITY_LIFE)
    made = builder.add_extension(usage, critical=True).sign(issuer.key, SHA384())
    _put(folder / certificate, _pem(made))


def signatory_path(folder: Path, signatory_id: str) -> Path | None:
    """Return where the PKCS#12 of a signatory lies, or None if the id cannot be a file's name."""
    if not _SAFE_ID.fullmatch(signatory_id):
        return None
    return folder / SIGNATORIES / f"{signatory_id}.p12"


def signatory_certificate(folder: Path, signatory_id: str) -> x509.Certificate | None:
    """Return a signatory's certificate, which needs no passphrase; None if there is none."""
    path = signatory_path(folder, signatory_id)
    if path is None or not path.with_suffix(".pem").is_file():
        return None
    return read_certificate(path.with_suffix(".pem"))


def read_certificate(path: Path) -> x509.Certificate:
    """Return the certificate of a PEM file."""
    return x509.load_pem_x509_certificate(path.read_bytes())


def read_certificates(path: Path) -> list[x509.Certificate]:
    """Return every certificate of a PEM file."""
    return x509.load_pem_x509_certificates(path.read_bytes())


def read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Return the key of one of the development authorities."""
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the authorities of the development PKI have elliptic keys")
    return key


def revocation_list(
    authority: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    life: timedelta = AUTHORITY_LIFE,
) -> bytes:
    """Return the authority's list of revoked certificates as of now: nobody."""
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    crl = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.subject)
        .last_update(now)
        .next_update(now + life)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(identifier, critical=False)
        .sign(key, SHA384())
    )
    return crl.public_bytes(Encoding.DER)


def _make_authorities(folder: Path, now: datetime) -> None:
    """Write everything beside the folder and move it there in one step."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        (draft / SIGNATORIES).mkdir()
        for name, data in _authority_files(now).items():
            _put(draft / name, data)
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not (folder / ROOT).exists():  # otherwise another process was first
            raise


def _authority_files(now: datetime) -> dict[str, bytes]:
    root = _make_root(now)
    issuing = _make_issuing(root, now)
    tsa_key, ocsp_key = (
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP256R1()),
    )
    tsa = _service("SIMULASI Otoritas Stempel Waktu", tsa_key, issuing, now).add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
    )
    ocsp = (
        _service("SIMULASI Penjawab OCSP", ocsp_key, issuing, now)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
        .add_extension(x509.OCSPNoCheck(), critical=False)
    )
    return {
        ROOT: _pem(root.certificate),
        ISSUING: _pem(issuing.certificate),
        ISSUING_KEY: _key_pem(issuing.key),
        ROOT_CRL: revocation_list(root.certificate, root.key, now),
        ISSUING_CRL: revocation_list(issuing.certificate, issuing.key, now),
        TSA: _pem(tsa.sign(issuing.key, SHA384())),
        TSA_KEY: _key_pem(tsa_key),
        OCSP: _pem(ocsp.sign(issuing.key, SHA384())),
        OCSP_KEY: _key_pem(ocsp_key),
    }


def _make_root(now: datetime) -> _Authority:
    key = ec.generate_private_key(ec.SECP384R1())
    name = _name("SIMULASI Induk Sertifikat Balangan")
    builder = _builder(name, key.public_key(), name, key.public_key(), now, AUTHORITY_LIFE)
    certificate = _as_authority(builder, path_length=1).sign(key, SHA384())
    return _Authority(certificate, key)


def _make_issuing(root: _Authority, now: datetime) -> _Authority:
    key = ec.generate_private_key(ec.SECP384R1())
    name = _name("SIMULASI Penerbit Sertifikat Balangan")
    builder = _under(root, name, key.public_key(), now, AUTHORITY_LIFE)
    certificate = _as_authority(builder, path_length=0).sign(root.key, SHA384())
    return _Authority(certificate, key)


def _service(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: _Authority, now: datetime
) -> x509.CertificateBuilder:
    builder = _under(issuer, _name(name), key.public_key(), now, AUTHORITY_LIFE)
    return builder.add_extension(_key_usage(digital_signature=True), critical=True)


def _signatory_file(
    signatory: NewSignatory, issuer: _Authority, now: datetime, rounds: int
) -> tuple[x509.Certificate, bytes]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = _name(f"SIMULASI {signatory.name}"[:64])
    # pdfsig trusts a signer only with the e-mail usage (NSS); the other one is the proper purpose
    purposes = [ExtendedKeyUsageOID.EMAIL_PROTECTION, DOCUMENT_SIGNING]
    certificate = (
        _under(issuer, name, key.public_key(), now, SIGNATORY_LIFE)
        .add_extension(_key_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .sign(issuer.key, SHA384())
    )
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
    issuer: _Authority, name: x509.Name, key: PublicKey, now: datetime, life: timedelta
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
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "SIMULASI Disdukcapil Balangan"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _read_authority(certificate: Path, key: Path) -> _Authority:
    return _Authority(read_certificate(certificate), read_key(key))


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _key_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _put(path: Path, data: bytes) -> None:
    """Write a file readable by its owner only, whole or not at all."""
    handle, draft = tempfile.mkstemp(prefix=".", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).rename(path)


def _put_new(path: Path, data: bytes) -> None:
    """Write a file unless another process has written it meanwhile."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    _put(draft, data)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()

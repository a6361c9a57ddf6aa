"""The development PKI's folder: made once and never half, readable by its owner only."""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from api.gateways.signing.certificates import (
    AUTHORITY_LIFE,
    PBKDF2_ROUNDS,
    Authority,
    make_authorities,
    service_certificate,
    signatory_file,
)
from api.gateways.signing.certificates import NewSignatory as NewSignatory
from api.gateways.signing.revocation import revocation_list

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
FORMER = "former"  # below signatories: certificates that were renewed, as <id>@<serial>.pem

_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def ensure_pki(
    folder: Path,
    now: datetime,
    signatories: Iterable[NewSignatory] = (),
    *,
    rounds: int = PBKDF2_ROUNDS,
    address: str = "",
) -> None:
    """Make the authorities if they are not there, then a PKCS#12 for each signatory without one.

    `address`: where others reach `/pki`; what is made now names it, nothing if it is empty.
    """
    if not (folder / ROOT).exists():
        _make_authorities(folder, now, address)
    for signatory in signatories:
        path = signatory_path(folder, signatory.id)
        if path is None:
            raise ValueError("a signatory's id must be usable as a file name")
        if not path.exists():
            issuer = read_authority(folder / ISSUING, folder / ISSUING_KEY)
            certificate, file = signatory_file(signatory, issuer, now, rounds, address)
            put(path.with_suffix(".pem"), _pem(certificate))
            put(path, file)


def ensure_service(folder: Path, certificate: str, key: str, name: str, now: datetime) -> None:
    """Make a key and certificate for a service of the office (`SIMULASI …`) that has none."""
    if (folder / certificate).exists():
        return
    if not (folder / key).exists():
        _put_new(folder / key, _key_pem(ec.generate_private_key(ec.SECP256R1())))
    own_key = read_key(folder / key)  # of whichever process was first
    issuer = read_authority(folder / ISSUING, folder / ISSUING_KEY)
    put(folder / certificate, _pem(service_certificate(name, own_key, issuer, now)))


def renew_signatory(
    folder: Path,
    now: datetime,
    signatory: NewSignatory,
    *,
    rounds: int = PBKDF2_ROUNDS,
    address: str = "",
) -> x509.Certificate:
    """Replace a signatory's key and certificate; the former certificate stays known."""
    path, former = signatory_path(folder, signatory.id), signatory_certificate(folder, signatory.id)
    if path is None or former is None:
        raise ValueError("there is no certificate to renew")
    (folder / SIGNATORIES / FORMER).mkdir(exist_ok=True)
    put(_former_path(folder, signatory.id, former), _pem(former))
    issuer = read_authority(folder / ISSUING, folder / ISSUING_KEY)
    certificate, file = signatory_file(signatory, issuer, now, rounds, address)
    put(path.with_suffix(".pem"), _pem(certificate))
    put(path, file)
    return certificate


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


def signatory_certificates(folder: Path) -> Iterator[tuple[str, x509.Certificate, bool]]:
    """Yield every certificate a signatory had: whose, which, and whether it is the present one."""
    for path in sorted((folder / SIGNATORIES).glob("*.pem")):
        yield path.stem, read_certificate(path), True
    for path in sorted((folder / SIGNATORIES / FORMER).glob("*.pem")):
        yield path.stem.rpartition("@")[0], read_certificate(path), False


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


def read_authority(certificate: Path, key: Path) -> Authority:
    """Return one of the development authorities."""
    return Authority(read_certificate(certificate), read_key(key))


def put(path: Path, data: bytes) -> None:
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
    put(draft, data)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _make_authorities(folder: Path, now: datetime, address: str) -> None:
    """Write everything beside the folder and move it there in one step."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        (draft / SIGNATORIES).mkdir()
        for name, data in _authority_files(now, address).items():
            put(draft / name, data)
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not (folder / ROOT).exists():  # otherwise another process was first
            raise


def _authority_files(now: datetime, address: str) -> dict[str, bytes]:
    made = make_authorities(now, address)
    root, issuing = made.root, made.issuing
    return {
        ROOT: _pem(root.certificate),
        ISSUING: _pem(issuing.certificate),
        ISSUING_KEY: _key_pem(issuing.key),
        # the root's key is gone after this: its list says for good that it revoked nobody
        ROOT_CRL: revocation_list(root, now, AUTHORITY_LIFE),
        ISSUING_CRL: revocation_list(issuing, now, AUTHORITY_LIFE),
        TSA: _pem(made.tsa.certificate),
        TSA_KEY: _key_pem(made.tsa.key),
        OCSP: _pem(made.ocsp.certificate),
        OCSP_KEY: _key_pem(made.ocsp.key),
    }


def _former_path(folder: Path, signatory_id: str, certificate: x509.Certificate) -> Path:
    name = f"{signatory_id}@{certificate.serial_number:x}.pem"
    return folder / SIGNATORIES / FORMER / name


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _key_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

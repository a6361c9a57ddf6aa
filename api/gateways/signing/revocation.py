"""Which certificates of ours no longer count, since when and why; and the list that says so."""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import Encoding

from api.domain.ports import CertificateState
from api.gateways.signing.certificates import Authority

FILE = "revocations.json"
HOLD = x509.ReasonFlags.certificate_hold
REASONS = (  # what an administrator may give as the reason
    x509.ReasonFlags.unspecified,
    x509.ReasonFlags.key_compromise,
    x509.ReasonFlags.affiliation_changed,
    x509.ReasonFlags.superseded,
    x509.ReasonFlags.cessation_of_operation,
)
NOBODY: Mapping[int, "Revocation"] = MappingProxyType({})


class NotPossible(ValueError):
    """A certificate cannot be moved that way, such as out of a revocation, which is for good."""


@dataclass(frozen=True)
class Revocation:
    """A certificate that does not count: for good, or while it is on hold."""

    at: datetime
    reason: x509.ReasonFlags

    @property
    def state(self) -> CertificateState:
        """Return how the certificate stands."""
        return CertificateState.SUSPENDED if self.reason is HOLD else CertificateState.REVOKED


class Revocations:
    """The revoked and suspended certificates of a PKI's folder, by serial number."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._seen: tuple[int, int] | None = None
        self._known: Mapping[int, Revocation] = NOBODY

    def all(self) -> Mapping[int, Revocation]:
        """Return every revocation; the file is read again only when it is another one."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return NOBODY
        seen = (found.st_ino, found.st_mtime_ns)
        if seen != self._seen:
            rows = json.loads(self._path.read_bytes())
            self._known = {int(serial, 16): _revocation(row) for serial, row in rows.items()}
            self._seen = seen
        return self._known

    def of(self, serial: int) -> Revocation | None:
        """Return a certificate's revocation, if it has one."""
        return self.all().get(serial)

    def revoke(
        self,
        serial: int,
        now: datetime,
        reason: x509.ReasonFlags = x509.ReasonFlags.unspecified,
    ) -> None:
        """Revoke for good; one that is on hold does not count since it was put there."""
        with self._writing() as rows:
            present = rows.get(serial)
            if present is not None and present.reason is not HOLD:
                raise NotPossible("it is revoked already")
            rows[serial] = Revocation(present.at if present else now, reason)

    def suspend(self, serial: int, now: datetime) -> None:
        """Put on hold (`certificateHold`)."""
        with self._writing() as rows:
            if serial in rows:
                raise NotPossible("it does not count already")
            rows[serial] = Revocation(now, HOLD)

    def resume(self, serial: int) -> None:
        """Take back a suspension."""
        with self._writing() as rows:
            if serial not in rows or rows[serial].reason is not HOLD:
                raise NotPossible("it is not suspended")
            del rows[serial]

    @contextmanager
    def _writing(self) -> Iterator[dict[int, Revocation]]:
        """Give the rows to change; one process at a time, and the file whole or not at all."""
        with self._path.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            rows = dict(self.all())
            yield rows
            handle, draft = tempfile.mkstemp(prefix=".", dir=self._path.parent)
            with os.fdopen(handle, "w") as file:
                json.dump({f"{serial:x}": _row(row) for serial, row in rows.items()}, file)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).rename(self._path)


def revocation_list(
    authority: Authority,
    now: datetime,
    life: timedelta,
    revoked: Mapping[int, Revocation] = NOBODY,
) -> bytes:
    """Return the authority's signed list of revoked certificates as of now."""
    key = authority.key
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(now)
        .next_update(now + life)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(identifier, critical=False)
    )
    for serial, row in sorted(revoked.items()):
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(row.at)
        if row.reason is not x509.ReasonFlags.unspecified:  # RFC 5280: absent then
            entry = entry.add_extension(x509.CRLReason(row.reason), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(key, SHA384()).public_bytes(Encoding.DER)


def _revocation(row: Mapping[str, str]) -> Revocation:
    return Revocation(datetime.fromisoformat(row["at"]), x509.ReasonFlags(row["reason"]))


def _row(revocation: Revocation) -> dict[str, str]:
    return {"at": revocation.at.isoformat(), "reason": revocation.reason.value}

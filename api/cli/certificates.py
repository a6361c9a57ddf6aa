"""The command `certificate`: the development signatories' certificates, from renewal to end."""

import argparse
import json
import sys
from collections.abc import Callable

from cryptography import x509

from api.app import pki_folder
from api.clock import Clock
from api.config import Settings
from api.domain.ports import CertificateState, Permanent
from api.gateways.signing import pki
from api.gateways.signing.certificates import SIMULATED
from api.gateways.signing.forms import to_the_second
from api.gateways.signing.local import opened
from api.gateways.signing.revocation import REASONS, NotPossible
from api.gateways.signing.services import PkiServices

REFUSED = 2


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser("certificate", help="renew, suspend or revoke what signs here")
    command.add_argument("act", choices=["list", "renew", "revoke", "suspend", "resume"])
    command.add_argument("--signatory", help="whose certificate")
    command.add_argument("--serial", help="a former one of theirs; without, the present one")
    command.add_argument(
        "--reason",
        choices=[reason.value for reason in REASONS],
        default=REASONS[0].value,
        help="of a revocation",
    )
    command.set_defaults(run=_run)


def _run(settings: Settings, options: argparse.Namespace) -> int:
    folder = pki_folder(settings)
    if not (folder / pki.ROOT).is_file():
        print(f"{folder}: there are no certificates yet", file=sys.stderr)
        return REFUSED
    desk = _Desk(settings, options, PkiServices(folder))
    acts: dict[str, Callable[[], int]] = {
        "list": desk.list,
        "renew": desk.renew,
        "revoke": desk.revoke,
        "suspend": desk.suspend,
        "resume": desk.resume,
    }
    try:
        return acts[options.act]()
    except NotPossible as refused:
        print(refused, file=sys.stderr)
        return REFUSED


class _Desk:
    """What one call of the command works with."""

    def __init__(
        self, settings: Settings, options: argparse.Namespace, services: PkiServices
    ) -> None:
        self._folder = pki_folder(settings)
        self._address = settings.pki_url.rstrip("/")
        self._options = options
        self._services = services
        self._now = to_the_second(Clock().now())

    def list(self) -> int:
        """Tell of every certificate, or of one signatory's, a JSON line each."""
        wanted = self._options.signatory
        for owner, certificate, is_present in pki.signatory_certificates(self._folder):
            if wanted in (None, owner):
                print(json.dumps(self._told(owner, certificate, is_present=is_present)))
        return 0

    def renew(self) -> int:
        """Give a signatory a new key; the passphrase on standard input opens the present one."""
        owner, present = self._options.signatory or "", self._chosen()
        path = pki.signatory_path(self._folder, owner)
        if path is None or self._options.serial:
            raise NotPossible("only the present certificate of a --signatory is renewed")
        passphrase = sys.stdin.readline().rstrip("\r\n")
        self._require_right(owner, present, passphrase)
        name = present.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
        signatory = pki.NewSignatory(owner, str(name).removeprefix(SIMULATED), passphrase)
        made = pki.renew_signatory(self._folder, self._now, signatory, address=self._address)
        print(json.dumps(self._told(owner, made, is_present=True)))
        return 0

    def revoke(self) -> int:
        """Revoke for good."""
        reason = x509.ReasonFlags(self._options.reason)
        certificate = self._chosen()
        self._services.revocations.revoke(certificate.serial_number, self._now, reason)
        return self._tell(certificate)

    def suspend(self) -> int:
        """Put on hold."""
        certificate = self._chosen()
        self._services.revocations.suspend(certificate.serial_number, self._now)
        return self._tell(certificate)

    def resume(self) -> int:
        """Take back the hold."""
        certificate = self._chosen()
        self._services.revocations.resume(certificate.serial_number)
        return self._tell(certificate)

    def _chosen(self) -> x509.Certificate:
        wanted, serial = self._options.signatory, self._options.serial
        for owner, certificate, is_present in pki.signatory_certificates(self._folder):
            is_it = is_present if serial is None else f"{certificate.serial_number:x}" == serial
            if owner == wanted and is_it:
                return certificate
        raise NotPossible("there is no such certificate (--signatory, --serial)")

    def _require_right(self, owner: str, present: x509.Certificate, passphrase: str) -> None:
        """Refuse another passphrase than the present one, unless its key is given up."""
        if not passphrase:
            raise NotPossible("the passphrase is read from standard input")
        state = self._services.standing(present, self._now).state
        path = pki.signatory_path(self._folder, owner)
        if path is None or state is CertificateState.REVOKED:
            return
        try:
            opened(path, passphrase)
        except Permanent:
            raise NotPossible("the passphrase does not open the present key") from None

    def _tell(self, certificate: x509.Certificate) -> int:
        owner = self._options.signatory
        is_present = pki.signatory_certificate(self._folder, owner) == certificate
        print(json.dumps(self._told(owner, certificate, is_present=is_present)))
        return 0

    def _told(
        self, owner: str, certificate: x509.Certificate, *, is_present: bool
    ) -> dict[str, object]:
        standing = self._services.standing(certificate, self._now)
        revocation = self._services.revocations.of(certificate.serial_number)
        return {
            "signatory": owner,
            "serial": standing.serial,
            "state": standing.state.value,
            "present": is_present,
            "notBefore": certificate.not_valid_before_utc.isoformat(),
            "notAfter": certificate.not_valid_after_utc.isoformat(),
            "since": revocation.at.isoformat() if revocation else None,
            "reason": revocation.reason.value if revocation else None,
        }

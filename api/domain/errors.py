"""Every refusal of the service, each with a stable code, a reason for people and a way out."""

from dataclasses import dataclass
from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal that people caused or can mend; `code` is public and never renamed."""

    code: ClassVar[str] = "REFUSED"

    def __init__(self, message: str, *, path: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message  # Indonesian: what was refused, what is true, what to do next
        self.path = path  # into the input, for forms


class NotFound(DomainError):
    """The thing named is not there, or not for this person to see."""

    code = "NOT_FOUND"


class NotPermitted(DomainError):
    """The role or the person may not do this."""

    code = "NOT_PERMITTED"


class InvalidInput(DomainError):
    """A value in the input breaks a rule."""

    code = "INVALID_INPUT"


@dataclass(frozen=True)
class Fault:
    """One value of a form that breaks a rule: a sentence for people, and where it is."""

    message: str
    path: tuple[str, ...]


class InvalidFields(InvalidInput):
    """Several values of a form break rules; each has a sentence at its field."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults[0].message, path=faults[0].path)
        self.faults = faults


class UnacceptableContent(DomainError):
    """An attachment cannot be used as it is; `reason` says why, for programs."""

    code = "UNACCEPTABLE_CONTENT"

    def __init__(self, reason: str, message: str, *, path: tuple[str, ...] = ()) -> None:
        super().__init__(message, path=path)
        self.reason = reason


class InvalidTransition(DomainError):
    """The workflow does not lead from here by this action and role."""

    code = "INVALID_TRANSITION"

    def __init__(
        self, message: str, *, action: str, status: str, allowed: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.action = action
        self.status = status
        self.allowed = allowed


@dataclass(frozen=True)
class Refusal:
    """One reason why a guard says no: a code for programs, a sentence for people."""

    code: str
    message: str


class GuardRefused(DomainError):
    """The action exists here, but something stands in its way; `refusals` says what."""

    code = "GUARD_REFUSED"

    def __init__(self, refusals: tuple[Refusal, ...], *, action: str, status: str) -> None:
        super().__init__(refusals[0].message)
        self.refusals = refusals
        self.action = action
        self.status = status


class VersionConflict(DomainError):
    """Somebody changed the thing meanwhile."""

    code = "VERSION_CONFLICT"

    def __init__(self, *, expected: int, current: int) -> None:
        super().__init__(
            "Data ini sudah diubah orang lain. Muat ulang, periksa, lalu ulangi bila masih perlu."
        )
        self.expected = expected
        self.current = current


class DuplicateRequest(DomainError):
    """The idempotency key was used before with another input."""

    code = "DUPLICATE_REQUEST"


class ExternalUnavailable(DomainError):
    """Another system is needed for the answer and cannot be reached now."""

    code = "EXTERNAL_UNAVAILABLE"

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class SigningRefused(DomainError):
    """The signer said no: wrong passphrase, locked, not in office, certificate not usable."""

    code = "SIGNING_REFUSED"

    def __init__(self, reason: str, message: str, *, tries_left: int | None = None) -> None:
        super().__init__(message, path=("passphrase",) if "PASSPHRASE" in reason else ())
        self.reason = reason
        self.tries_left = tries_left  # until the signer is locked, where the passphrase was wrong


def to_record(error: DomainError) -> dict[str, Any]:
    """Return a refusal as plain data, to be kept under an idempotency key."""
    fields = {name: value for name, value in vars(error).items() if not name.startswith("_")}
    if isinstance(error, GuardRefused):
        fields["refusals"] = [[r.code, r.message] for r in error.refusals]
    if isinstance(error, InvalidFields):
        fields["faults"] = [[f.message, list(f.path)] for f in error.faults]
    return {"kind": type(error).__name__, "fields": fields}


def from_record(record: dict[str, Any]) -> DomainError:
    """Return the refusal that was kept."""
    kinds = {kind.__name__: kind for kind in _kinds(DomainError)}
    kind = kinds.get(record["kind"], DomainError)
    error = kind.__new__(kind)
    fields = dict(record["fields"])
    fields["path"] = tuple(fields.get("path", ()))
    if "allowed" in fields:
        fields["allowed"] = tuple(fields["allowed"])
    if "refusals" in fields:
        fields["refusals"] = tuple(Refusal(code, text) for code, text in fields["refusals"])
    if "faults" in fields:
        fields["faults"] = tuple(Fault(text, tuple(path)) for text, path in fields["faults"])
    Exception.__init__(error, fields["message"])
    vars(error).update(fields)
    return error


def _kinds(kind: type[DomainError]) -> list[type[DomainError]]:
    return [kind, *(deeper for sub in kind.__subclasses__() for deeper in _kinds(sub))]

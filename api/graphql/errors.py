"""Refusals on the wire: the one table from domain errors to user errors, and top-level codes."""

import re
from collections.abc import Sequence
from enum import StrEnum

import strawberry

from api.domain import errors as e
from api.graphql.enums import UserErrorCode, WorkflowAction


class TopLevelCode(StrEnum):
    """Codes that stand in the answer's `errors`; expected refusals of mutations never do."""

    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    RATE_LIMITED = "RATE_LIMITED"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


class RequestRefused(Exception):
    """A whole request or root field is refused, with one of the documented codes."""

    def __init__(self, code: TopLevelCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@strawberry.interface(description="A refusal that people caused or can mend.")
class UserError:
    """What every refusal tells."""

    message: str = strawberry.field(
        description="What was refused, what is true and what to do next, in Indonesian for people."
    )
    code: UserErrorCode = strawberry.field(description="Why, for programs.")
    path: list[str] = strawberry.field(
        description="Into the input, for forms; empty when no single value is at fault."
    )


@strawberry.type(description="One reason why an action is blocked.")
class BlockReason:
    """A guard's no."""

    code: str = strawberry.field(description="Name of the guard that says no; see `Guard`.")
    message: str = strawberry.field(description="The reason, in Indonesian for people.")


@strawberry.type(description="A value in the input breaks a rule.")
class ValidationError(UserError):
    """See `e.InvalidInput`."""


@strawberry.type(description="A file cannot be used as it is.")
class UnacceptableContent(UserError):
    """See `e.UnacceptableContent`."""

    reason: str = strawberry.field(description="Why, for programs, for example `TRUNCATED`.")


@strawberry.type(description="The workflow does not lead from here by this action and role.")
class InvalidTransition(UserError):
    """See `e.InvalidTransition`."""

    action: WorkflowAction = strawberry.field(description="What was tried.")
    status: str = strawberry.field(description="Where the application or document stands.")
    allowed_actions: list[WorkflowAction] = strawberry.field(
        description="What this role may try from here."
    )


@strawberry.type(description="The action exists here, but something stands in its way.")
class GuardRefused(UserError):
    """See `e.GuardRefused`."""

    action: WorkflowAction = strawberry.field(description="What was tried.")
    status: str = strawberry.field(description="Where the application or document stands.")
    reasons: list[BlockReason] = strawberry.field(description="Everything that stands in its way.")


@strawberry.type(description="Somebody changed it meanwhile; load it again.")
class VersionConflict(UserError):
    """See `e.VersionConflict`."""

    expected_version: int = strawberry.field(description="The version named in the input.")
    current_version: int = strawberry.field(description="The version it has now.")


@strawberry.type(description="It is not there, or not for you to see.")
class NotFound(UserError):
    """See `e.NotFound`."""


@strawberry.type(description="Your role may not do this.")
class NotPermitted(UserError):
    """See `e.NotPermitted`."""


@strawberry.type(description="Another system is needed and cannot be reached now.")
class ExternalUnavailable(UserError):
    """See `e.ExternalUnavailable`."""

    retry_after_seconds: int = strawberry.field(description="When to try again.")


@strawberry.type(description="The idempotency key was used before with another input.")
class DuplicateRequest(UserError):
    """See `e.DuplicateRequest`."""


@strawberry.type(description="The signer refused: passphrase, lock, office or certificate.")
class SigningRefused(UserError):
    """See `e.SigningRefused`."""

    reason: str = strawberry.field(description="Why, for programs, for example `WRONG_PASSPHRASE`.")
    tries_left: int | None = strawberry.field(
        description="How many wrong passphrases until the signatory is locked; null if it was "
        "not about the passphrase."
    )


ERROR_TYPES: Sequence[type] = (
    DuplicateRequest,
    ExternalUnavailable,
    GuardRefused,
    InvalidTransition,
    NotFound,
    NotPermitted,
    SigningRefused,
    UnacceptableContent,
    ValidationError,
    VersionConflict,
)


def to_user_errors(error: e.DomainError) -> list[UserError]:
    """Return a refusal as clients get it; a form's faults one by one."""
    if not isinstance(error, e.InvalidFields):
        return [to_user_error(error)]
    code = UserErrorCode(error.code)
    return [
        ValidationError(message=fault.message, code=code, path=list(fault.path))
        for fault in error.faults
    ]


def to_user_error(error: e.DomainError) -> UserError:
    """Return the refusal as clients get it."""
    message, code = error.message, UserErrorCode(error.code)
    path = list(error.path)
    match error:
        case e.InvalidTransition():
            allowed = [WorkflowAction(action) for action in error.allowed]
            action = WorkflowAction(error.action)
            return InvalidTransition(
                message=message,
                code=code,
                path=path,
                action=action,
                status=error.status,
                allowed_actions=allowed,
            )
        case e.GuardRefused():
            return GuardRefused(
                message=message,
                code=code,
                path=path,
                action=WorkflowAction(error.action),
                status=error.status,
                reasons=[BlockReason(code=r.code, message=r.message) for r in error.refusals],
            )
        case e.VersionConflict():
            return VersionConflict(
                message=message,
                code=code,
                path=path or ["expectedVersion"],
                expected_version=error.expected,
                current_version=error.current,
            )
        case e.ExternalUnavailable():
            return ExternalUnavailable(
                message=message,
                code=code,
                path=path,
                retry_after_seconds=error.retry_after_seconds,
            )
        case e.UnacceptableContent():
            return UnacceptableContent(message=message, code=code, path=path, reason=error.reason)
        case e.SigningRefused():
            return SigningRefused(
                message=message,
                code=code,
                path=path,
                reason=error.reason,
                tries_left=error.tries_left,
            )
    return _plain(error, message, code, path)


def _plain(error: e.DomainError, message: str, code: UserErrorCode, path: list[str]) -> UserError:
    kinds: tuple[tuple[type[e.DomainError], type[UserError]], ...] = (
        (e.InvalidInput, ValidationError),
        (e.NotFound, NotFound),
        (e.NotPermitted, NotPermitted),
        (e.DuplicateRequest, DuplicateRequest),
    )
    for kind, shown in kinds:
        if isinstance(error, kind):
            return shown(message=message, code=code, path=path)
    raise error


def camel(name: str) -> str:
    """Return a field's name as the schema writes it."""
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)

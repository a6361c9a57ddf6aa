"""What can be asked about signing beside the signatures: stop, unlock, who signs for whom."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from api.usecases.commands import Command


class ActingAs(StrEnum):
    """In which capacity somebody signs for the head of office."""

    PLT = "PLT"
    PLH = "PLH"


@dataclass(frozen=True, kw_only=True)
class CancelSigning(Command):
    """Begin no more document of a batch."""

    batch_id: str


@dataclass(frozen=True, kw_only=True)
class UnlockSigner(Command):
    """Let a signatory try again whose passphrase was wrong five times."""

    signatory_id: str


@dataclass(frozen=True, kw_only=True)
class DelegateSigning(Command):
    """Let somebody sign for the head of office, from the first to the last day."""

    principal_id: str
    position: ActingAs
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class EndDelegation(Command):
    """End a delegation before its last day."""

    delegation_id: str

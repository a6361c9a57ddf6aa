"""Things with a life of their own: their ids, and which row stands for which type."""

from collections.abc import Callable
from typing import Any, Final

import strawberry
from strawberry import ID

from api.graphql.fields import field
from api.graphql.ids import global_id
from api.usecases.reading import (
    ApplicationRow,
    BatchRow,
    DifferenceRow,
    DocumentRow,
    EffectRow,
    ReconciliationRow,
    UploadRow,
)
from api.usecases.reading_desk import DelegationRow, SignatoryRow

KIND_OF: Final[dict[type, str]] = {
    ApplicationRow: "Application",
    DocumentRow: "Document",
    EffectRow: "Effect",
    BatchRow: "SigningBatch",
    SignatoryRow: "Signatory",
    DelegationRow: "Delegation",
    ReconciliationRow: "Reconciliation",
    DifferenceRow: "SiakDifference",
    UploadRow: "Upload",
}


@strawberry.interface(description="Something with a life of its own, found again by its id.")
class Node:
    """Relay's node."""

    @field("Opaque id, the same for ever.")
    @staticmethod
    def id(root: strawberry.Parent[Any]) -> ID:  # any of the rows above
        """Return the global id."""
        return global_id(KIND_OF[type(root)], root.id)


def stands_for(row: type) -> Callable[[object, object], bool]:
    """Return the question whether a value is the row of a type."""
    return staticmethod(lambda value, info: type(value) is row)

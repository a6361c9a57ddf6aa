"""Inputs about what is stuck, and about comparing our books with SIAK's."""

import strawberry
from strawberry import ID

from api.graphql.inputs import Keyed, OnEffect


@strawberry.input(description="Input of `startReconciliation`.")
class StartReconciliationInput(Keyed):
    """See `StartReconciliation`."""


@strawberry.input(description="Input of `mendDifference`.")
class MendDifferenceInput(Keyed):
    """See `MendDifference`."""

    difference_id: ID = strawberry.field(description="The difference's id.")


@strawberry.input(description="Input of `retryEffect`.")
class RetryEffectInput(OnEffect):
    """See `RetryEffect`."""


@strawberry.input(description="Input of `cancelEffect`.")
class CancelEffectInput(OnEffect):
    """See `CancelEffect`."""

"""Inputs about the signing desk: stop a batch, unlock a signatory, who signs for whom."""

from datetime import date

import strawberry
from strawberry import ID

from api.graphql.enum_kinds import described
from api.graphql.inputs import Keyed, SurelyKeyed
from api.usecases.commands_signing import ActingAs

described(
    ActingAs,
    "ActingAs",
    "In which capacity somebody signs for the head of office.",
    {
        "PLT": "The post is vacant (`Plt.`, pelaksana tugas).",
        "PLH": "The head is away for some days (`Plh.`, pelaksana harian).",
    },
)


@strawberry.input(description="Input of `cancelSigning`.")
class CancelSigningInput(Keyed):
    """See `CancelSigning`."""

    batch_id: ID = strawberry.field(description="The signing batch's id.")


@strawberry.input(description="Input of `unlockSigner`.")
class UnlockSignerInput(Keyed):
    """See `UnlockSigner`."""

    signatory_id: ID = strawberry.field(description="The signatory's id.")


@strawberry.input(description="Input of `delegateSigning`.")
class DelegateSigningInput(SurelyKeyed):
    """See `DelegateSigning`."""

    principal_id: ID = strawberry.field(
        description="Id of the signatory who signs instead; holds `HEAD_OF_OFFICE`."
    )
    position: ActingAs = strawberry.field(description="Printed before the head's own position.")
    starts_on: date = strawberry.field(description="First day, in the office's time.")
    ends_on: date = strawberry.field(description="Last day, in the office's time.")


@strawberry.input(description="Input of `endDelegation`.")
class EndDelegationInput(Keyed):
    """See `EndDelegation`."""

    delegation_id: ID = strawberry.field(description="The delegation's id.")

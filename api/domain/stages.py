"""How far an application is, as its documents tell: the lowest stage of those that count."""

from collections.abc import Iterable

from api.domain.values import DocumentStatus, Medium, Status

DERIVED = (
    Status.AWAITING_SIGNATURE,
    Status.SIGNED,
    Status.UPLOADED,
    Status.ISSUED,
    Status.READY_FOR_PICKUP,
    Status.COMPLETED,
)

_STAGE = {
    DocumentStatus.VERIFIED: Status.AWAITING_SIGNATURE,
    DocumentStatus.SIGNING: Status.AWAITING_SIGNATURE,
    DocumentStatus.SIGN_UNKNOWN: Status.AWAITING_SIGNATURE,
    DocumentStatus.SIGNED: Status.SIGNED,
    DocumentStatus.UPLOADED: Status.UPLOADED,
    DocumentStatus.ISSUED: Status.ISSUED,
    DocumentStatus.READY_FOR_PICKUP: Status.READY_FOR_PICKUP,
    DocumentStatus.DELIVERED: Status.COMPLETED,
    DocumentStatus.COLLECTED: Status.COMPLETED,
}


def stage_of(status: DocumentStatus, medium: Medium) -> Status | None:
    """Return the application status one document stands for; None if it no longer counts."""
    if medium is Medium.CARD and status is DocumentStatus.VERIFIED:
        return Status.UPLOADED  # a card is neither signed nor uploaded
    return _STAGE.get(status)


def derived_status(documents: Iterable[tuple[DocumentStatus, Medium]]) -> Status | None:
    """Return the lowest stage of the documents that count; None when none counts."""
    stages = [stage for document in documents if (stage := stage_of(*document)) is not None]
    return min(stages, key=DERIVED.index) if stages else None

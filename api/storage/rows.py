"""Turns rows into the domain's values."""

from sqlalchemy import RowMapping

from api.domain.case import Application, Document
from api.domain.values import Channel, DeliveryMethod, DocumentStatus, Medium, Status


def to_application(row: RowMapping) -> Application:
    """Return the application a row stands for."""
    return Application(
        id=row["id"],
        service_code=row["service_code"],
        status=Status(row["status"]),
        version=row["version"],
        channel=Channel(row["channel"]),
        created_by=row["created_by"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        head_hash=row["head_hash"],
        number=row["number"],
        first_submitted_at=row["first_submitted_at"],
        submitted_on=row["submitted_on"],
        district_code=row["district_code"],
        applicant_phone=row["applicant_phone"],
        applicant_user_id=row["applicant_user_id"],
        applicant_email=row["applicant_email"],
        applicant_name=row["applicant_name"],
        applicant_key=row["applicant_key"],
        delivery_method=DeliveryMethod(row["delivery_method"]) if row["delivery_method"] else None,
        claimed_by=row["claimed_by"],
        claimed_until=row["claimed_until"],
        completed_at=row["completed_at"],
        appointment_at=row["appointment_at"],
        late_decision=row["late_decision"],
        operator_id=row["operator_id"],
        verifier_id=row["verifier_id"],
        entry_round=row["entry_round"],
        siak_entry_id=row["siak_entry_id"],
        registration_date=row["registration_date"],
        household=None if row["household"] is None else tuple(row["household"]),
        siak_reasons=tuple(row["siak_reasons"] or ()),
        draft_answer=row["draft_answer"],
        draft_shown_at=row["draft_shown_at"],
        number_changed_at=row["number_changed_at"],
        expires_at=row["expires_at"],
        closing_reason=row["closing_reason"],
        identity_status=row["identity_status"],
        identity_checked_at=row["identity_checked_at"],
    )


def to_document(row: RowMapping) -> Document:
    """Return the document a row stands for."""
    channel = row["delivery_channel"]
    return Document(
        id=row["id"],
        application_id=row["application_id"],
        type=row["type"],
        medium=Medium(row["medium"]),
        status=DocumentStatus(row["status"]),
        version=row["version"],
        siak_ref=row["siak_ref"],
        number=row["number"],
        content=row["content"],
        token=row["token"],
        signatory_id=row["signatory_id"],
        final_sha256=row["final_sha256"],
        preview_sha256=row["preview_sha256"],
        verified_sha256=row["verified_sha256"],
        signed_sha256=row["signed_sha256"],
        signed_at=row["signed_at"],
        upload_promised=row["upload_promised"],
        issued_at=row["issued_at"],
        pickup_code=row["pickup_code"],
        delivery_channel=DeliveryMethod(channel) if channel else None,
        failed_channels=tuple(row["failed_channels"]),
        round=row["round"],
        made_at=row["made_at"],
    )

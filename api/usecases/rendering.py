"""What is printed on a document, a pick-up slip or a receipt, put together from the books."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from api.domain.calendar import office_date, office_time
from api.domain.ports import Page, Signatory
from api.domain.verification import mask_name
from api.storage.cases import load_cases
from api.storage.pages import delegated_position, page_row
from api.usecases.office import Office

SLIP = "PICKUP_SLIP"
RECEIPT = "APPLICATION_RECEIPT"
OFFICE_NAME = "Disdukcapil Kabupaten Balangan, Paringin"
OFFICE_HOURS = "Senin–Jumat 08.00–15.00 WITA"


async def page_of(office: Office, document_id: str) -> Page | None:
    """Return all that is printed on the document; None if it is gone."""
    async with office.work.read() as connection:
        row = await page_row(connection, document_id)
        if row is None:
            return None
        position = row["signatory_position"]
        if row["signatory_id"]:
            on = office_date(row["made_at"])
            position = await delegated_position(connection, row["signatory_id"], on) or position
    return Page(
        type=row["type"],
        number=row["number"],
        content=dict(row["content"]),
        signatory=_signatory(row, position),
        registration_date=row["registration_date"],
        verification_url=office.links.verification(row["token"]),
        made_at=row["made_at"],
    )


def _signatory(row: Mapping[Any, Any], position: str | None) -> Signatory | None:
    if not row["signatory_id"]:
        return None
    return Signatory(
        principal_id=row["signatory_id"],
        name=row["signatory_name"] or "",
        position=position or "",
        employee_number=row["signatory_number"] or "",
    )


async def slip_of(office: Office, document_id: str) -> Page | None:
    """Return the pick-up slip of a document that waits at the office."""
    async with office.work.read() as connection:
        row = await page_row(connection, document_id)
    if row is None or row["pickup_code"] is None:
        return None
    service = office.catalogue.service(row["service_code"])
    last_day = office_date(row["updated_at"]) + timedelta(days=office.policy.pickup_days)
    bring = [r.name for r in service.requirements if r.surrender_original]
    content = {
        "name": row["applicant_name"] or "",
        "documents": [office.catalogue.document_type(row["type"]).name],
        "place": OFFICE_NAME,
        "hours": OFFICE_HOURS,
        "until": last_day.isoformat(),
        "bring": ["Identitas diri (KTP-el atau yang setara)", *bring],
    }
    return Page(
        type=SLIP,
        number=row["pickup_code"],
        content=content,
        signatory=None,
        registration_date=None,
        verification_url=office.links.verification(row["token"]),
        made_at=row["updated_at"],
    )


async def receipt_of(office: Office, application_id: str) -> Page | None:
    """Return the receipt of an application that was handed in; what came since is on it too."""
    async with office.work.read() as connection:
        cases = await load_cases(
            connection,
            [application_id],
            catalogue=office.catalogue,
            policy=office.policy,
            now=office.clock.now(),
        )
    case = cases.get(application_id)
    number = case.application.number if case else None
    if case is None or number is None:
        return None
    application = case.application
    service = office.catalogue.service(application.service_code)
    received_at = application.first_submitted_at or application.created_at
    content = {
        "service": service.name,
        "name": mask_name(application.applicant_name or ""),
        "received_at": office_time(received_at).isoformat(timespec="minutes"),
        "papers": [
            {"name": slot.name, "files": slot.attachments}
            for slot in case.slots
            if slot.attachments
        ],
        "mode": service.mode,
        "media": sorted({item.document.medium for item in service.bundle}),
        "hours": service.sla.max_hours,
        "delivery": application.delivery_method,
    }
    return Page(
        type=RECEIPT,
        number=number,
        content=content,
        signatory=None,
        registration_date=None,
        verification_url="",  # no public page tells of applications
        made_at=application.updated_at,
    )

"""Paper forms for printing: blank ones for anybody, filled ones from an application's answers."""

from datetime import UTC, datetime
from typing import Final

from api.domain.calendar import office_date
from api.domain.case import Case
from api.domain.form_filling import Given, laid_out
from api.domain.ports import Page
from api.domain.service import Service
from api.storage.cases import load_cases
from api.usecases.office import Office

FORM: Final = "FORM"
IN_FORCE: Final = datetime(2020, 7, 1, tzinfo=UTC)  # since when these forms are the law's


def blank_form(office: Office, code: str, service_code: str | None = None) -> Page | None:
    """Return an empty form, or its sheet for one service; None for what does not exist."""
    form = office.catalogue.forms.get(code)
    if form is None:
        return None
    service = None
    if service_code is not None:
        service = office.catalogue.get_service(service_code)
        if service is None or code not in service.form_codes or not form.differs_by_service:
            return None
    given = Given(office.catalogue, service)
    address = office.links.blank_form(code, service_code)
    return Page(FORM, code, laid_out(form, given), None, None, address, IN_FORCE)


def forms_of(office: Office, case: Case) -> tuple[str, ...]:
    """Return the codes of the forms an application may need, under its answers."""
    service = office.catalogue.service(case.application.service_code)
    day = case.application.submitted_on or office_date(case.now)
    needs = office.catalogue.facts(service, case.answers, day).requirements()
    asked: dict[str, bool] = {}
    for each in needs:
        if each.requirement.form:
            asked[each.requirement.form] = asked.get(each.requirement.form, False) or (
                each.need is not False
            )
    return tuple(code for code in service.form_codes if asked.get(code, True))


def address_of_blank(office: Office, service: Service, code: str) -> str:
    """Return the public address of the sheet a service needs."""
    form = office.catalogue.forms[code]
    return office.links.blank_form(code, service.code if form.differs_by_service else None)


async def filled_form(office: Office, application_id: str, code: str) -> Page | None:
    """Return a form filled from the answers as they stand; None for what does not exist."""
    async with office.work.read() as connection:
        found = await load_cases(
            connection,
            [application_id],
            catalogue=office.catalogue,
            policy=office.policy,
            now=office.clock.now(),
        )
    case = found.get(application_id)
    form = office.catalogue.forms.get(code)
    if case is None or form is None:
        return None
    service = office.catalogue.service(case.application.service_code)
    if code not in service.form_codes:
        return None
    attached = frozenset(slot.code for slot in case.slots if slot.is_filled)
    given = Given(office.catalogue, service, case.answers, attached, is_blank=False)
    address = office.links.blank_form(code)
    made_at = case.application.updated_at
    return Page(FORM, code, laid_out(form, given), None, None, address, made_at)

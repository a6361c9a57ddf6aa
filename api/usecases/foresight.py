"""What answers would lead to, before there is an application."""

from collections.abc import Mapping

from api.domain.answers import check_answer
from api.domain.calendar import office_date
from api.domain.facts import Facts
from api.domain.service import Service
from api.usecases.office import Office


def facts_for(office: Office, service: Service, answers: Mapping[str, object]) -> Facts:
    """Return what answers given today would lead to; `InvalidInput` for one that breaks a rule."""
    today = office_date(office.clock.now())
    checked = {
        name: check_answer(office.catalogue, service, name, raw, today=today)
        for name, raw in answers.items()
    }
    return office.catalogue.facts(service, checked, today)

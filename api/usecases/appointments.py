"""Times at the office: offered, chosen, confirmed."""

from datetime import datetime, timedelta

from api.domain.calendar import OFFICE_ZONE, office_time
from api.domain.case import Case
from api.domain.errors import InvalidInput
from api.usecases.desk import Desk
from api.usecases.notify import notices_of, tell

VISIT_HOURS = (9, 13)
VISIT_DAYS = 5
SLOT_FORMAT = "%Y%m%d%H%M"


async def attendance_offered(desk: Desk, case: Case) -> None:
    """Offer times to come to the office."""
    slots = [(f"{at:{SLOT_FORMAT}}", _spoken(at)) for at in _visiting_times(desk.now)]
    notices = notices_of(desk, case.application)
    await tell(desk, case, "attendance", notices.appointment_offered(case.application.id, slots))


def _visiting_times(now: datetime) -> list[datetime]:
    """Return times on the next working days, in the office's zone."""
    times: list[datetime] = []
    day = office_time(now).replace(minute=0, second=0, microsecond=0)
    while len(times) < VISIT_DAYS * len(VISIT_HOURS):
        day += timedelta(days=1)
        if day.weekday() < 5:
            times += [day.replace(hour=hour) for hour in VISIT_HOURS]
    return times


def _spoken(at: datetime) -> str:
    days = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
    local = office_time(at)
    return f"{days[local.weekday()]} {local:%d-%m-%Y} {local:%H.%M}"


def appointment_of(slot_id: str) -> datetime:
    """Return the time a chosen row stands for."""
    try:
        return datetime.strptime(slot_id, SLOT_FORMAT).replace(tzinfo=OFFICE_ZONE)
    except ValueError:
        raise InvalidInput("Waktu itu tidak ada dalam daftar.", path=("at",)) from None


async def appointment(desk: Desk, case: Case, at: datetime) -> None:
    """Confirm the time."""
    notices = notices_of(desk, case.application)
    await tell(desk, case, "appointment", notices.appointment_confirmed(_spoken(at)))

"""Cases by name: which family, who in it, and what a test has to know about it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from siak_sim.people.settling import One, Settled, Settler
from siak_sim.records import Act, Json

PARINGIN_KOTA = "63.11.06.1023"
PARINGIN_TIMUR = "63.11.06.1019"
BATU_PIRING = "63.11.07.1001"
GALUMBANG_JUAI = "63.11.01.2006"
GALUMBANG_PARINGIN = "63.11.07.2006"
HALONG = "63.11.02.2005"
KAPUL = "63.11.02.2011"
AWAYAN = "63.11.03.2007"
BATUMANDI = "63.11.04.2005"
LAMPIHONG = "63.11.05.2005"
DAYAK_PITAP = "63.11.08.2001"
JUUH = "63.11.08.2004"
TEBING_TINGGI = "63.11.08.2002"
WONOREJO = "63.11.01.2020"
PLAIN_VILLAGES = (PARINGIN_KOTA, AWAYAN, BATUMANDI, LAMPIHONG, BATU_PIRING, HALONG)


UNREGISTERED = "KAWIN_BELUM_TERCATAT"
Trials = tuple[Json, ...]
# somebody else than the first of the case applies
REPORTER = {"applicant_nik": "@reporter.nik", "applicant_name": "@reporter.name"}
REPORTER |= {"applicant_nkk": "@reporter.family_card_number"}


def works(service: str, *warnings: str, **answers: Any) -> Json:  # answers of any JSON type
    """Tell that a service can be applied for, with these warnings and answers of its own."""
    return {"service": service, "refused": "", "warnings": list(warnings), "answers": answers}


def fails(service: str, code: str, **answers: Any) -> Json:  # answers of any JSON type
    """Tell for what reason a service is refused, with these answers of its own."""
    return {"service": service, "refused": code, "warnings": [], "answers": answers}


class Casebook:
    """Collects the cases while their families are entered."""

    def __init__(self, settler: Settler) -> None:
        self.settler = settler
        self.cases: dict[str, Json] = {}

    @property
    def today(self) -> date:
        """The day the population is made for."""
        return self.settler.today

    @property
    def anchor(self) -> date:
        """The first of January of that day's year, from which ages are counted."""
        return self.settler.anchor

    def before(self, years: int, days: int = 0) -> date:
        """Return a day so long before this year; the same for every day of it."""
        return self.anchor.replace(year=self.anchor.year - years) - timedelta(days=days)

    def aged(self, age: int) -> date:
        """Return a birthday at which somebody is this old on every day of the year."""
        return self.before(age)

    def days_ago(self, days: int) -> date:
        """Return the date so many days before today."""
        return self.today - timedelta(days=days)

    def years_ago(self, years: int, days: int = 0) -> date:
        """Return the date of the birthday at which somebody is so many years (and days) old."""
        day = self.today - timedelta(days=days)
        if (day.month, day.day) == (2, 29):
            day = day.replace(day=28)
        return day.replace(year=day.year - years)

    def add(
        self,
        name: str,
        about: str,
        settled: Settled,
        applicant: str = "",
        people: dict[str, str] | None = None,
        tries: Trials = (),
        **facts: Any,  # any JSON values a test may need
    ) -> Settled:
        """Give a family a name; `applicant` is the role of the one who applies.

        What can be applied for, and what comes of it, is told in `tries`.
        """
        roles = {role: person.nik for role, person in settled.people.items()}
        case: Json = {
            "about": about,
            "nik": roles[applicant] if applicant else next(iter(roles.values())),
            "family_card_number": settled.family.number,
            "people": {**roles, **(people or {})},
            "services": list(dict.fromkeys(t["service"] for t in tries if not t["refused"])),
            "tries": list(tries),
            "facts": {
                key: value.isoformat() if isinstance(value, date) else value
                for key, value in facts.items()
            },
        }
        self.cases[name] = case
        return settled

    def nik_of(self, name: str, role: str = "") -> str:
        """Return the NIK of somebody in an earlier case."""
        case = self.cases[name]
        return str(case["people"][role] if role else case["nik"])

    def act_of(self, nik: str, document_type: str = "AKTA_KELAHIRAN") -> str:
        """Return the number of somebody's act."""
        acts = self.settler.view.find(Act, "subject", nik)
        return next(act.number for act in acts if act.type == document_type)

    def act_of_case(self, name: str) -> str:
        """Return the number of the act an earlier case is about."""
        return str(self.cases[name]["facts"]["act_number"])

    def witnesses(self) -> dict[str, str]:
        """Return two people who may witness anything."""
        return {"witness1": self.nik_of("witness_1"), "witness2": self.nik_of("witness_2")}


def numbered(name: str, number: int) -> str:
    """Return the name of the first, second … family of one kind."""
    return name if number == 1 else f"{name}_{number}"


def man(role: str = "father", age: int = 34, **more: Any) -> One:  # fields of One
    """A man, or a woman, who heads a family."""
    sex = more.pop("sex", "L")
    return One(role, sex, age, more.pop("relation", "KEPALA_KELUARGA"), **more)


def wife(role: str = "mother", age: int = 30, **more: Any) -> One:  # fields of One
    """A wife in her husband's family."""
    return One(role, "P", age, more.pop("relation", "ISTRI"), **more)


def child(role: str, sex: str, age: int, **more: Any) -> One:  # fields of One
    """A child of the head."""
    return One(role, sex, age, "ANAK", **more)


def couple(on: date | None, *, age: int = 34, status: str = "KAWIN") -> tuple[One, One]:
    """A married couple; `on` is the day of the marriage."""
    day = on.isoformat() if on else None
    return (
        man(age=age, married=status, more={"marriage_date": day}),
        wife(age=age - 4, married=status, more={"marriage_date": day}),
    )

"""What every view is given, and what it hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from siak_sim.codes import REGENCY as REGENCY_CODE
from siak_sim.entries import OFFICE_ZONE
from siak_sim.pages.markup import Markup, empty
from siak_sim.records import Entry, Person
from siak_sim.regions import REGENCY, Village
from siak_sim.registry import View
from siak_sim.world import SiakWorld


@dataclass(frozen=True)
class Desk:
    """The world a view looks at, and what was asked of it."""

    world: SiakWorld
    asked: Mapping[str, str]
    answer_names: Mapping[str, str]

    @property
    def records(self) -> View:
        """The registry, for reading."""
        return self.world.registry

    @property
    def villages(self) -> Mapping[str, Village]:
        """The villages by code."""
        return self.world.villages

    @property
    def now(self) -> datetime:
        """The simulated time at the office."""
        return self.world.kernel.clock.now().astimezone(OFFICE_ZONE)

    @property
    def today(self) -> date:
        """The simulated day at the office."""
        return self.now.date()

    @property
    def newest_entries(self) -> list[Entry]:
        """All entries, newest first."""
        return list(reversed(self.world.registry.all(Entry)))

    @property
    def page(self) -> int:
        """Which page of a long list is asked for, from one."""
        given = self.asked.get("hal", "")
        return max(1, int(given)) if given.isdecimal() and len(given) < 6 else 1

    def wants(self, name: str) -> str:
        """Return what was asked under a name, without space around it."""
        return self.asked.get(name, "").strip()

    def name_of(self, nik: str) -> str:
        """Return a person's name; the NIK itself for who is not registered."""
        person = self.records.get(Person, nik)
        return person.name if person else nik

    def place(self, village_code: str) -> str:
        """Return a village with its district, or our regency; elsewhere only the code is known."""
        if village_code == REGENCY_CODE:
            return f"Kabupaten {REGENCY.title()}"
        village = self.villages.get(village_code)
        return f"{village.name}, Kec. {village.district}" if village else f"wilayah {village_code}"


@dataclass(frozen=True)
class Sheet:
    """One view: its title, the way to it, its content."""

    title: str
    content: tuple[Markup, ...]
    trail: tuple[tuple[str, str], ...] = ()  # address and name of each step before
    heading: Markup | None = None  # when the title needs more than words
    section: str = ""  # which part of the navigation it belongs to
    found: bool = True


def missing(what: str, section: str = "cari") -> Sheet:
    """Return the view of something that is not there."""
    text = "Periksa angkanya, lalu cari lagi dengan kotak pencarian di atas (tekan /)."
    return Sheet(f"{what} tidak ditemukan", (empty(text),), section=section, found=False)

"""Which generated population a simulator stands on, and where its file is kept."""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from siak_sim.people.background import Background
from siak_sim.people.draws import read_assumptions, table_text
from siak_sim.people.manifest import Tally
from siak_sim.people.population_file import PopulationFile, Writer, file_form
from siak_sim.records import Family, Json, Record
from siak_sim.regions import Village

MINI = "mini"
SIZES = (MINI, "small", "district", "full")
_TOLD_EVERY = 2000  # families
# what has to be written anew when the generator makes other people of the same table
_GENERATOR = 1
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Standing:
    """The generated population below the named cases, by what it follows from."""

    size: str
    seed: int
    year: int

    @property
    def anchor(self) -> date:
        """The day everybody's age is counted from."""
        return date(self.year, 1, 1)

    def as_json(self) -> Json:
        """Return what a state file says of it."""
        return {"population": self.size, "seed": self.seed, "year": self.year}


def default_folder() -> Path:
    """Return where files are kept unless told otherwise: the user's cache folder."""
    try:
        folder = Path.home() / ".cache" / "dik-jamila" / "populations"
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # no home, or one that cannot be written, as in a container
        return Path(tempfile.gettempdir()) / "dik-jamila-populations"
    return folder


def open_population(
    standing: Standing,
    villages: Mapping[str, Village],
    folder: str | None = None,
    progress: Progress | None = None,
) -> PopulationFile | None:
    """Return the population of a size, made on first use; `mini` has no generated one."""
    if standing.size == MINI:
        return None
    path = _path(standing, folder)
    form = _form(standing)
    kept = PopulationFile.open(path)
    if kept and kept.about["form"] == form:
        return kept
    if kept:
        kept.close()
    _generate(standing, villages, path, form, progress or _on_stderr)
    made = PopulationFile.open(path)
    if made is None:
        raise OSError(f"the population's file cannot be read: {path.name}")
    return made


def _path(standing: Standing, folder: str | None) -> Path:
    name = f"{standing.size}-seed{standing.seed}-{standing.year}.sqlite3"
    return (Path(folder) if folder else default_folder()) / name


def _form(standing: Standing) -> str:
    """Return by what an older file is known to be the same."""
    parts = [str(_GENERATOR), file_form(), table_text(), json.dumps(standing.as_json())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _on_stderr(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _generate(
    standing: Standing,
    villages: Mapping[str, Village],
    path: Path,
    form: str,
    progress: Progress,
) -> None:
    table = read_assumptions()
    families = table.share("sizes", standing.size)
    tally = Tally(standing.anchor)
    progress(f"siak_sim: making the population {standing.size}: {families} families")

    def wrote(record: Record) -> None:
        tally.count(record)
        made = tally.kinds[Family.__name__]
        if isinstance(record, Family) and made % _TOLD_EVERY == 0:
            progress(f"siak_sim: {made} of {families} families")

    writer = Writer(path)
    try:
        people = Background(table, villages, standing.seed, standing.anchor)
        sha256 = writer.write(people.records(families), wrote)
        counted = json.dumps(tally.as_json())
        about = {"counts": json.dumps(tally.kinds), "tally": counted, "sha256": sha256}
        writer.finish({**about, "form": form})
    except BaseException:
        writer.give_up()
        raise


class StandsElsewhere(ValueError):
    """A kept state belongs onto another population than this simulator has."""


class Ground:
    """The generated population a simulator stands on, which a reset or a kept state may change."""

    def __init__(self, size: str, folder: str | None, villages: Mapping[str, Village]) -> None:
        if size not in SIZES:
            raise ValueError(f"no such population: {size}")
        self._size, self._folder, self._villages = size, folder, villages
        self.standing = Standing(size, 0, 0)
        self.file: PopulationFile | None = None

    def stand(self, seed: int, year: int) -> PopulationFile | None:
        """Return the records below for this seed and year; `mini` has none."""
        wanted = Standing(self._size, seed, year)
        if wanted != self.standing:
            fresh = open_population(wanted, self._villages, self._folder)
            if self.file:
                self.file.close()
            self.standing, self.file = wanted, fresh
        return self.file

    def stand_as(self, kept: Json | None) -> PopulationFile | None:
        """Return the records a kept state was written on; it must be of this size."""
        if not kept:
            raise StandsElsewhere("the state does not say which population it stands on")
        size = str(kept["population"])
        if size != self._size:
            raise StandsElsewhere(
                f"the state stands on population {size}, this simulator on {self._size}"
            )
        return self.stand(int(kept["seed"]), int(kept["year"]))

"""Whatever SIAK announces can be printed: its law run for every service, each PDF laid out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml

from api.domain.ports import Page
from api.gateways.printing.printer import TypstPrinter
from siak_sim.entries import Entries, Submitted
from siak_sim.people.identities import identities
from siak_sim.people.population import Teller, populate
from siak_sim.records import EntryDocument, EntryStatus
from siak_sim.regions import read_villages
from siak_sim.registry import Registry
from simkit.randomness import Seeded
from tests.gateways.conftest import Judge
from tests.gateways.printing.golden import text_by_page
from tests.gateways.printing.layout import sheets_of
from tests.gateways.printing.specimen_pages import ADDRESS, HEAD
from tests.simulators.programs import ROOT

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)


def _catalogue() -> Mapping[str, Any]:
    text = (ROOT / "api/catalogue/services.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


SERVICES = [service["code"] for service in _catalogue()["services"]]


@dataclass(frozen=True)
class Announced:
    """A document SIAK announced, and for which case of its population."""

    service: str
    case: str
    document: EntryDocument


@pytest.fixture(scope="module")
def announced(judge: Judge) -> list[Announced]:
    """Every PDF of every attempt that is known to be accepted, each entered and cancelled."""
    judge("pdftotext", "-v")
    registry, villages = Registry(), read_villages()
    with registry.change() as draft:
        book = populate(draft, villages, Seeded(7), TODAY)
    told = Teller(registry, villages, book.cases).told()
    rows = [row for row in identities(told["cases"], book.cases) if not row["expects"]]
    made = iter(range(10_000))
    entries = Entries(registry, villages, lambda: NOW, lambda kind: f"{kind}-{next(made):05}")
    return [each for row in rows for each in _enter(entries, row, next(made))]


def _enter(entries: Entries, row: Mapping[str, Any], number: int) -> Iterator[Announced]:
    submitted = Submitted(
        service=row["service"],
        application_number=f"CONTOH-{number}",
        submitted_on=TODAY.isoformat(),
        answers=row["answers"],
        entered_by="operator-1",
        late_decision=None,
        expected_documents=(),
        callback_url=None,
    )
    received, _ = entries.receive(f"kunci-{number}", "0" * 64, submitted)
    entry = entries.decide(received.entry_id)
    assert entry.status == EntryStatus.ACCEPTED, (row["service"], row["case"], entry.reasons)
    for document in entry.documents:
        if document.medium == "PDF":
            yield Announced(row["service"], row["case"], document)
    entries.cancel(entry.entry_id, "CONTOH")


def test_every_pdf_of_the_catalogue_is_announced(announced: list[Announced]) -> None:
    kinds = _catalogue()["document_types"]
    pdfs = {kind["code"] for kind in kinds if kind["medium"].startswith("PDF")}

    assert {each.document.type for each in announced} == pdfs


@pytest.mark.parametrize("service", SERVICES)
async def test_what_a_service_announces_prints_with_every_name_on_it(
    service: str, announced: list[Announced], printer: TypstPrinter
) -> None:
    for each in _telling(each for each in announced if each.service == service):
        pdf = await printer.print(_page(each.document), draft=False)

        where = (each.case, each.document.type)
        said = "".join("".join(text_by_page(pdf)).split())
        missing = [name for name in _names(each.document.content) if _joined(name) not in said]
        assert missing == [], where
        assert [sheet.collisions() for sheet in sheets_of(pdf) if sheet.collisions()] == [], where


def _telling(found: Iterable[Announced]) -> list[Announced]:
    """Return the longest contents of each kind of document and the shortest: few, but telling."""
    kinds: dict[str, list[Announced]] = {}
    for each in sorted(found, key=lambda each: len(str(each.document.content))):
        kinds.setdefault(each.document.type, []).append(each)
    return [each for of_kind in kinds.values() for each in (*of_kind[:1], *of_kind[1:][-4:])]


def _page(document: EntryDocument) -> Page:
    return Page(document.type, document.number, document.content, HEAD, TODAY, ADDRESS, NOW)


def _joined(text: str) -> str:
    """Return a text without its gaps: where a line ends is not what is asked here."""
    return "".join(text.split())


def _names(value: object, part: str = "") -> Iterator[str]:
    """Yield every name a content holds, and every number of a document."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _names(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner, part)
    elif isinstance(value, str) and value and part.endswith(("name", "names", "number")):
        yield value

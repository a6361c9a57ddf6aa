"""What an operator would type back from SIAK for an application, with numbers nobody has yet."""

from collections.abc import Iterator
from itertools import count

from api.domain.by_hand import only_in_siak
from api.domain.calendar import office_date
from api.domain.case import Case
from api.domain.facts import Facts
from api.domain.service import DocumentType
from api.domain.values import Medium
from api.usecases import commands as c
from tests.factories import FAMILY_CARD, NIK, OPERATOR, Bench

SERIES = {"AKTA_PERKAWINAN": "KW", "AKTA_KEMATIAN": "KM"}


class Typist:
    """Types back for the operator of an office in by-hand mode."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._serials: Iterator[int] = count(9001)

    async def accepts(self, case: Case) -> None:
        """Type back what SIAK reserved for the entry."""
        application = case.application
        catalogue = self._bench.office.catalogue
        service = catalogue.service(application.service_code)
        today = office_date(self._bench.clock.now())
        facts = catalogue.facts(service, case.answers, application.submitted_on or today)
        series = str(facts.derived().get("certificate_series") or "") or None
        await self._bench.on(
            OPERATOR,
            c.RecordSiakAcceptance,
            application.id,
            registration_date=today,
            series=series,
            household_niks=("6311065001959002",),
            documents=tuple(
                [await self._document(kind, facts, series) for kind in facts.expected_documents()]
            ),
        )

    async def _document(
        self, kind: DocumentType, facts: Facts, series: str | None
    ) -> c.TypedDocument:
        if kind.medium is Medium.CARD:
            return c.TypedDocument(kind.code, NIK)
        upload_id = None
        if only_in_siak(kind, facts):
            upload_id = await self._bench.upload(OPERATOR, self._bench.page)
        if kind.code == "KK":
            return c.TypedDocument(kind.code, FAMILY_CARD, upload_id=upload_id)
        serial, day = next(self._serials), office_date(self._bench.clock.now())
        number = f"6311-{SERIES.get(kind.code, series)}-{day:%d%m%Y}-{serial}"
        is_birth = kind.code == "AKTA_KELAHIRAN"
        nik = f"631106{day:%d%m%y}{serial}" if is_birth else None
        return c.TypedDocument(kind.code, number, nik, upload_id)

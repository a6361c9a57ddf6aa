"""The counter: appointments, what arrives by message or mail, what is collected with a code."""

from __future__ import annotations

import re
from datetime import date, timedelta

from harness.desk import Json, Officer, Refused
from harness.facts import EMAIL, WHATSAPP
from harness.journeys import Journey
from harness.waiting import until

_HOURS = range(8, 16)
_WORKING_DAYS = 5
_SLIP = re.compile(rb"<rdf:li[^>]*>[^<]*?([A-Z0-9]{6})</rdf:li>")


def makes_appointment(officer: Officer, application: str, today: str) -> None:
    """Take the first free hour of the next working day."""
    day = date.fromisoformat(today) + timedelta(days=1)
    while day.weekday() >= _WORKING_DAYS:
        day += timedelta(days=1)
    for hour in _HOURS:
        try:
            officer.acts("scheduleAttendance", application, at=f"{day}T{hour:02}:00:00+08:00")
            return
        except Refused as full:
            last = full
    raise last


class Handover:
    """How documents get from the office into somebody's hands."""

    def __init__(self, journey: Journey, helper: Officer | None, *, gives_back: bool) -> None:
        self._journey, self._gives_back = journey, gives_back
        self._helper = helper  # who holds the slip; None: the code comes by chat

    def receives(self, method: str) -> str:
        """Let signed PDFs arrive by the channel that was chosen; tell how many came how."""
        journey = self._journey
        pdfs = [each for each in journey.documents() if each["medium"] == "PDF"]
        if not pdfs or method not in (WHATSAPP, EMAIL):
            return ""
        if method == WHATSAPP:
            journey.papers = [journey.citizen.receives(r"\.pdf$") for _ in pdfs]
        else:
            address = str(journey.facts["applicant_email"])
            journey.papers = journey.citizen.mails(address, len(pdfs))
        return f"{len(pdfs)} PDF by {method.lower()}"

    def collects(self) -> int:
        """Let somebody come with code and slip for everything that waits; return how much."""
        officer = self._journey.world.service_officer
        waiting = [each for each in self._journey.documents() if _is_for_the_counter(each)]
        for each in waiting:
            if each["status"] == "ISSUED":
                officer.acts_on_document("preparePickup", each["id"])
        codes = [self._code(each) for each in waiting]
        if self._helper is None:
            self._slips_arrive(codes)
        for each, code in zip(waiting, codes, strict=True):
            self._collect(officer, each, code)
        return len(waiting)

    def _collect(self, officer: Officer, document: Json, code: str) -> None:
        officer.acts_on_document(
            "collectDocument",
            document["id"],
            pickupCode=code,
            collectorName=self._journey.citizen.name,
            collectorIdentity="KTP-el",
            oldCardSurrendered=self._gives_back,
        )
        if document["signedUrl"]:
            paper = officer.downloads(document["signedUrl"])
            self._journey.papers.append((f"{document['type']['code']}.pdf", paper))

    def _code(self, document: Json) -> str:
        if self._helper is None:
            name = re.escape(document["type"]["name"])
            heard = self._journey.citizen.hears(rf"\*{name}\*.*Kode pengambilan: \*")
            return heard.text.split("Kode pengambilan: *")[1].split("*")[0]
        return self._code_on_the_slip(self._helper, document["id"])

    def _slips_arrive(self, codes: list[str]) -> None:
        """See that the slips in the chat show the codes of the messages."""
        slips = [self._journey.citizen.receives("Bukti-Pengambilan")[1] for _ in codes]
        if sorted(map(_shown_code, slips)) != sorted(codes):
            raise AssertionError("the slips show other codes than the messages")

    def _code_on_the_slip(self, helper: Officer, document: str) -> str:
        query = "query($id: ID!) { document(id: $id) { pickupSlipUrl } }"
        url = until(
            lambda: helper.asks(query, id=document)["document"]["pickupSlipUrl"],
            helper.patience,
            lambda: "there is no slip",
        )
        return _shown_code(helper.downloads(url))


def _is_for_the_counter(document: Json) -> bool:
    to_be_printed = (document["medium"], document["status"]) == ("CARD", "ISSUED")
    return to_be_printed or bool(document["status"] == "READY_FOR_PICKUP")


def _shown_code(slip: bytes) -> str:
    found = _SLIP.search(slip)
    if found is None:
        raise AssertionError("the slip shows no code")
    return found[1].decode()

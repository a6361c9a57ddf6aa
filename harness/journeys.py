"""The journeys of the office, step by step, as the people go them: from a to h."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from harness import facts
from harness.desk import Json, Refused
from harness.dialogue import Applicant, Catalogue
from harness.facts import Facts
from harness.people import Citizen
from harness.waiting import until
from harness.world import World

Watch = Callable[[str, str], None]  # step a to h, what happened


def _nobody(_step: str, _what: str) -> None:
    return None


@dataclass
class Journey:
    """One application on its way; each method is what one of the people does."""

    world: World
    service: str
    citizen: Citizen
    facts: Facts
    watch: Watch = _nobody
    application: str = ""
    number: str = ""
    papers: list[tuple[str, bytes]] = field(default_factory=list)  # signed files as received

    # a: the citizen applies

    def applicant(self) -> Applicant:
        """Return the citizen with what the service asks."""
        return Applicant(self.citizen, Catalogue.of(self.world, self.service), self.facts)

    def applies(self, by_words: str = "") -> Journey:
        """Apply by chat: greeting, service, questions, papers, summary, number."""
        applicant = self.applicant()
        applicant.greets()
        applicant.chooses(by_words or self.service.replace("_", " "))
        self.number = applicant.submits(applicant.fills_in())
        self.application = self.world.service_officer.find(self.number)
        self.watch("a", f"{self.number}, {len(applicant.sent)} papers by chat")
        return self

    # b: the service officer reviews

    def is_claimed(self) -> Journey:
        """Take the application for review."""
        self.world.service_officer.acts("claimApplication", self.application)
        return self

    def is_reviewed(self, refusing: Iterable[str] = (), reason: str = "") -> Journey:
        """Judge every paper that was sent and not judged yet."""
        refused = tuple(refusing)
        officer = self.world.service_officer
        for slot in officer.reads(self.application)["requirements"]:
            code = slot["requirement"]["code"]
            if not slot["attachments"] or (slot["verdict"] and not slot["isFresh"]):
                continue
            verdict: Json = {"verdict": "ACCEPTED"}
            if code in refused:
                verdict = {"verdict": "REFUSED", "reasonCode": reason or "FOTO_TIDAK_TERBACA"}
            given = {"requirementCode": code, **verdict}
            officer.acts("reviewRequirement", self.application, **given)
        return self

    def is_found_complete(self) -> Journey:
        """Claim, accept every paper, and declare the file complete."""
        self.is_claimed().is_reviewed()
        officer = self.world.service_officer
        officer.acts("confirmComplete", self.application, applicantConfirmed=True)
        self.watch("b", "each paper accepted, complete")
        return self

    # c: the operator enters

    def is_answered(self) -> Journey:
        """Add what the chat did not ask, from the forms the citizen sent."""
        operator = self.world.operator
        names = [
            each["question"]["name"] for each in operator.reads(self.application)["missingAnswers"]
        ]
        unknown = [name for name in names if name not in self.facts]
        if unknown:
            raise LookupError(f"the family does not know {', '.join(unknown)}")
        wanted = [*names, *(n for n in self.facts if n.startswith(_FROM_THE_FORMS))]
        answers = [
            {"field": name, "value": self.facts[name]}
            for name in dict.fromkeys(wanted)
            if name != "district_code"
        ]
        if answers:
            operator.acts("recordAnswers", self.application, answers=answers)
        return self

    def is_entered(self) -> Journey:
        """Enter the file into SIAK and wait for its drafts."""
        self.is_answered()
        self.world.operator.acts("enterIntoSiak", self.application)
        drafted = self.awaits("DRAFTED")
        numbers = ", ".join(each["number"] for each in self._alive(drafted))
        self.watch("c", f"accepted; draft {numbers}")
        return self

    def is_put_before_the_verifier(self) -> Journey:
        """Put the drafts before the verifier."""
        self.world.operator.acts("submitForVerification", self.application)
        return self

    # d: the verifier verifies

    def is_verified(self) -> Journey:
        """Accept the final pages, by the hashes the verifier saw."""
        verifier = self.world.verifier
        hashes = [
            {"documentId": each["id"], "sha256": each["finalSha256"]}
            for each in self.documents()
            if each["medium"] == "PDF"
        ]
        verifier.acts("verifyApplication", self.application, hashes=hashes)
        self.watch("d", f"{len(hashes)} PDF verified by hash" if hashes else "card verified")
        return self

    # e: the head of office signs

    def is_signed(self) -> Journey:
        """Sign every verified PDF with the passphrase; once more what an outage interrupted."""
        signed = 0
        for _ in range(_MOST_BATCHES):
            papers = [each for each in self.documents() if each["status"] == "VERIFIED"]
            if not papers:
                break
            self._sign(papers)
            signed = max(signed, len(papers))
        self.awaits("SIGNED", "UPLOADED", "ISSUED", "READY_FOR_PICKUP", "COMPLETED")
        by = "BSrE, PAdES B-T" if self.world.addresses.root else "PAdES B-LT"
        self.watch("e", f"{signed} PDF signed ({by})")
        return self

    def _sign(self, papers: Iterable[Json]) -> None:
        head = self.world.head
        chosen = [{"documentId": p["id"], "expectedVersion": p["version"]} for p in papers]
        passphrase = self.world.addresses.passphrase
        batch = head.does("signDocuments", documents=chosen, passphrase=passphrase)["id"]
        query = "query($id: ID!) { signingBatch(id: $id) { state } }"
        until(
            lambda: head.asks(query, id=batch)["signingBatch"]["state"] != "RUNNING" or None,
            head.patience,
            lambda: "the batch is still being signed",
        )

    # f, g: upload and issue

    def is_issued(self) -> Journey:
        """Wait until SIAK has issued the documents."""
        self.awaits("ISSUED", "READY_FOR_PICKUP", "COMPLETED")
        papers = self.documents()
        signed = [each for each in papers if each["medium"] == "PDF"]
        self.watch("f", f"{len(signed)} signed PDF in SIAK" if signed else "nothing to upload")
        self.watch("g", ", ".join(each["type"]["name"] for each in papers))
        return self

    # h: the citizen gets it

    def arrives_by_whatsapp(self) -> Journey:
        """Let the citizen receive every PDF on the phone."""
        papers = [each for each in self.documents() if each["medium"] == "PDF"]
        self.papers = [self.citizen.receives(r"\.pdf$") for _ in papers]
        self.awaits("COMPLETED")
        self.watch("h", f"{len(papers)} PDF received by WhatsApp")
        return self

    def arrives_by_email(self, address: str) -> Journey:
        """Let the citizen receive every PDF by e-mail."""
        papers = [each for each in self.documents() if each["medium"] == "PDF"]
        self.papers = self.citizen.mails(address, len(papers))
        self.awaits("COMPLETED")
        self.watch("h", f"{len(papers)} PDF received by e-mail")
        return self

    def is_collected(self, *, old_card: bool = False) -> Journey:
        """Let the citizen come with the code and leave with the card."""
        officer = self.world.service_officer
        for each in self.documents():
            if each["status"] == "ISSUED":
                officer.acts_on_document("preparePickup", each["id"])
            code = self.pickup_code()
            officer.acts_on_document(
                "collectDocument",
                each["id"],
                pickupCode=code,
                collectorName=self.citizen.name,
                collectorIdentity="KTP-el",
                oldCardSurrendered=old_card,
            )
        self.awaits("COMPLETED")
        self.watch("h", "collected with the code")
        return self

    def pickup_code(self) -> str:
        """Read the code from the message on the phone."""
        heard = self.citizen.hears(r"Kode pengambilan")
        return heard.text.split("Kode pengambilan: *")[1].split("*")[0]

    # what anybody may look at

    def awaits(self, *statuses: str) -> Json:
        """Wait until the application stands at one of these."""
        return self.world.service_officer.awaits(self.application, *statuses)

    def reads(self) -> Json:
        """Return the application as the service officer sees it."""
        return self.world.service_officer.reads(self.application)

    @property
    def status(self) -> str:
        """Where it stands."""
        return str(self.reads()["status"])

    def documents(self) -> list[Json]:
        """Return its documents, the annulled ones left out."""
        return self._alive(self.reads())

    def _alive(self, application: Json) -> list[Json]:
        return [each for each in application["documents"] if each["status"] != "ANNULLED"]

    def actions(self) -> list[str]:
        """Return what was done, in order."""
        return [each["action"] for each in self.world.service_officer.history(self.application)]


_MOST_BATCHES = 12
_FROM_THE_FORMS = (
    "mother_",
    "father_",
    "child_birth_time",
    "birth_weight",
    "birth_length",
    "death_",
)


def begin(world: World, service: str, case: str, known: Facts, watch: Watch = _nobody) -> Journey:
    """Return the journey of a family before its first step."""
    return Journey(world, service, world.citizen(case), known, watch)


def birth_by_whatsapp(world: World, case: str, watch: Watch = _nobody, **more: Any) -> Journey:
    """A newborn: act and family card, signed PDFs on the father's phone."""
    known = facts.birth(world.case(case), "Siti Contoh Rahmah", **more)
    journey = begin(world, "AKTA_KELAHIRAN", case, known, watch)
    journey.applies("akta kelahiran").is_found_complete().is_entered()
    journey.is_put_before_the_verifier().is_verified().is_signed()
    return journey.is_issued().arrives_by_whatsapp()


def family_card_by_email(
    world: World, case: str, address: str, watch: Watch = _nobody, **more: Any
) -> Journey:
    """A changed family card, signed PDF by e-mail."""
    family = world.case(case)
    wish = facts.applicant(family, delivery=facts.EMAIL, email=address)
    known = facts.card_change(family, **wish, **more)
    journey = begin(world, "KK_PERUBAHAN_DATA", case, known, watch)
    journey.applies().is_found_complete().is_entered()
    journey.is_put_before_the_verifier().is_verified().is_signed()
    return journey.is_issued().arrives_by_email(address)


def card_with_collection(world: World, case: str, watch: Watch = _nobody, **more: Any) -> Journey:
    """A child's card, printed and collected with the code from the chat."""
    known = facts.child_card(world.case(case), **more)
    journey = begin(world, "KIA_BARU", case, known, watch)
    journey.applies().is_found_complete().is_entered()
    journey.is_put_before_the_verifier().is_verified()
    watch("e", "a card: not signed")
    return journey.is_issued().is_collected()


__all__ = [
    "Journey",
    "Refused",
    "begin",
    "birth_by_whatsapp",
    "card_with_collection",
    "family_card_by_email",
]

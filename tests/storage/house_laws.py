"""The laws of the house, asked of the whole database after each step of the machine."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from api.domain import workflow
from api.domain.values import Action, DocumentAction, DocumentStatus, Medium, Mode, Role, Status
from api.storage import tables as t
from api.usecases.system import audit
from tests.factories import Bench

D = DocumentStatus
AT_SIAK = (D.UPLOADED, D.ISSUED, D.READY_FOR_PICKUP, D.DELIVERED, D.COLLECTED)
HOLDS_SIGNATURE = (D.SIGNED, *AT_SIAK)
OWN_STEPS: Mapping[str, Mapping[DocumentStatus, DocumentStatus]] = {  # an application's act on all
    Action.VERIFY: {D.DRAFTED: D.VERIFIED},
    Action.ISSUE: {D.UPLOADED: D.ISSUED, D.VERIFIED: D.ISSUED},
}
Visit = tuple[str, str, str]


@dataclass
class Laws:
    """Reads the log as it grows and holds it, and the books, against the laws."""

    bench: Bench
    cursor: int = 0
    statuses: dict[str, DocumentStatus] = field(default_factory=dict)
    judged: set[str] = field(default_factory=set)  # signed files already found genuine
    final: dict[str, str] = field(default_factory=dict)
    issued: set[str] = field(default_factory=set)

    async def hold(self) -> list[Visit]:
        """Assert every law; return the rows of the table that were gone since the last time."""
        async with self.bench.office.work.read() as connection:
            applications = (await connection.execute(select(t.application))).mappings().all()
            documents = (await connection.execute(select(t.document))).mappings().all()
            query = select(t.event).order_by(t.event.c.cursor)
            events = (await connection.execute(query)).mappings().all()
            effects = (await connection.execute(select(t.effect.c.key))).scalars().all()
            counted = select(t.event.c.application_id, func.count()).group_by(
                t.event.c.application_id
            )
            counts = {row[0]: row[1] for row in await connection.execute(counted)}
        fresh = [e for e in events if e["cursor"] > self.cursor]
        self.cursor = events[-1]["cursor"] if events else 0
        assert {a["id"]: a["version"] for a in applications} == counts
        assert len(effects) == len(set(effects))
        assert [broken async for broken in audit(self.bench.office)] == []
        visits = self._rows_of(fresh, applications, documents)
        self._three_people(events)
        self._the_end_is_the_end(fresh, applications)
        self._the_population_changes_at_issue_only(fresh, effects, documents, events)
        await self._what_is_signed_was_verified(documents)
        self.statuses = {d["id"]: D(d["status"]) for d in documents}
        return visits

    def _rows_of(
        self, events: Sequence[Any], applications: Sequence[Any], documents: Sequence[Any]
    ) -> list[Visit]:
        """Each event is a row of the table: action, source and role."""
        catalogue = self.bench.office.catalogue
        modes: dict[str, Mode] = {
            a["id"]: catalogue.service(a["service_code"]).mode for a in applications
        }
        media = {d["id"]: (Medium(d["medium"]), d["application_id"]) for d in documents}
        status = {d["id"]: self.statuses.get(d["id"], D.DRAFTED) for d in documents}
        visits: list[Visit] = []
        for event in events:
            role, own = Role(event["actor_role"]), event["document_id"]
            if own is None:
                source = Status(event["from_status"]) if event["from_status"] else None
                action = Action(event["action"])
                row = workflow.find(action, source, role, modes[event["application_id"]])
                assert row is not None, f"{action} from {source} by {role} is no row"
                visits.append((f"APPLICATION {action}", source or "", role))
                for document_id, (_, application_id) in media.items():
                    if application_id == event["application_id"]:
                        steps = OWN_STEPS.get(action, {})
                        status[document_id] = steps.get(status[document_id], status[document_id])
                continue
            before, step = status[own], DocumentAction(event["action"])
            rule = workflow.find_document(step, before, role, media[own][0])
            assert rule is not None, f"{step} from {before} by {role} is no row"
            visits.append((f"DOCUMENT {step}", before, role))
            status[own] = rule.target or before
        return visits

    @staticmethod
    def _three_people(events: Sequence[Any]) -> None:
        operator: dict[str, str] = {}
        verifier: dict[str, str] = {}
        for event in events:
            who, what = event["application_id"], event["action"]
            if what == Action.ENTER_INTO_SIAK:
                operator[who] = event["human_id"]
            elif what == Action.VERIFY:
                verifier[who] = event["human_id"]
                assert verifier[who] != operator[who]
            elif what == DocumentAction.BEGIN_SIGN:
                assert event["human_id"] not in (operator[who], verifier[who])

    def _the_end_is_the_end(self, events: Sequence[Any], applications: Sequence[Any]) -> None:
        for event in events:
            if event["from_status"] in workflow.FINAL:
                assert event["to_status"] == event["from_status"]
                assert event["document_id"] is not None
        for application in applications:
            known = self.final.get(application["id"], application["status"])
            assert application["status"] == known
            if application["status"] in workflow.FINAL:
                self.final[application["id"]] = application["status"]

    def _the_population_changes_at_issue_only(
        self,
        events: Sequence[Any],
        effects: Sequence[str],
        documents: Sequence[Any],
        log: Sequence[Any],
    ) -> None:
        for event in events:
            if event["action"] == Action.ISSUE:
                assert event["application_id"] not in self.issued
                self.issued.add(event["application_id"])
        reached = Counter(
            e["application_id"]
            for e in log
            if e["to_status"] == Status.UPLOADED != e["from_status"]
        )
        promised = Counter(key.split(":")[1] for key in effects if key.startswith("siak.issue:"))
        assert promised <= reached  # once each time everything was uploaded
        for document in documents:
            if document["issued_at"] is not None:
                assert document["application_id"] in self.issued
        held = {
            (e["document_id"], e["payload"]["sha256"])
            for e in log
            if e["action"] == DocumentAction.CONFIRM_UPLOAD
        }
        for document in documents:
            if document["medium"] == Medium.PDF and document["status"] in AT_SIAK:
                assert (document["id"], document["signed_sha256"]) in held

    async def _what_is_signed_was_verified(self, documents: Sequence[Any]) -> None:
        for document in documents:
            if document["medium"] == Medium.PDF and document["status"] in HOLDS_SIGNATURE:
                assert document["verified_sha256"] == document["final_sha256"]
                signed_sha256 = document["signed_sha256"]
                assert signed_sha256
                if signed_sha256 not in self.judged:
                    signed = await self.bench.office.files.get(signed_sha256)
                    verified = await self.bench.office.files.get(document["verified_sha256"])
                    assert signed.startswith(verified)
                    assert (await self.bench.office.signer.verify(signed)).genuine
                    self.judged.add(signed_sha256)

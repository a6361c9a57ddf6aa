"""How far it is, from each status, to a row of the table that was not gone yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.domain.stages import stage_of
from api.domain.values import DocumentAction, DocumentStatus, Medium, Mode, Status
from api.domain.workflow import DOCUMENT_TRANSITIONS, TRANSITIONS, edges
from tests.storage.moves import Row

D = DocumentStatus
FAR = 20
Step = tuple[str, str]


@dataclass(frozen=True)
class Ways:
    """Distances, by status, for applications of one mode and for their documents."""

    of_applications: Mapping[str, int]
    of_documents: Mapping[str, int]

    @classmethod
    def to(cls, missing: Iterable[tuple[str, str, str]], mode: Mode) -> "Ways":
        """Measure the ways to the missing rows (action with its level, source, role)."""
        document_goals = {source for name, source, _ in missing if name.startswith("DOCUMENT")}
        goals = {source for name, source, _ in missing if name.startswith("APPLICATION")}
        stages = {stage_of(D(source), Medium.PDF) for source in document_goals}
        modes = {(r.source, r.target) for r in TRANSITIONS if mode in r.modes}
        other = {(r.source, r.target) for r in TRANSITIONS} - modes
        steps = {(str(a), str(b)) for a, _, b in edges() if (a, b) not in other}
        own = {(str(r.source), str(r.target)) for r in DOCUMENT_TRANSITIONS if r.target}
        own |= {(str(D.UPLOADED), str(D.ISSUED)), (str(D.DRAFTED), str(D.VERIFIED))}
        reached = goals | {str(stage) for stage in stages if stage}
        return cls(_distances(steps, reached), _distances(own, document_goals))

    def after(self, row: Row) -> int:
        """Return how far it is once the row is gone; staying is a detour."""
        if isinstance(row.action, DocumentAction):
            rule = next(
                r
                for r in DOCUMENT_TRANSITIONS
                if (r.action, r.source) == (row.action, row.source) and row.role in r.roles
            )
            if rule.target is None:
                return 1 + self.of_documents.get(str(row.source), FAR)
            return self.of_documents.get(str(rule.target), FAR)
        found = [r for r in TRANSITIONS if (r.action, r.source) == (row.action, row.source)]
        targets = [str(r.target) for r in found if r.target]
        if found[0].derived:
            targets = [str(Status.AWAITING_SIGNATURE), str(Status.ISSUED)]
        if not targets:
            return 1 + self.of_applications.get(str(row.source), FAR)
        return min(self.of_applications.get(target, FAR) for target in targets)


def _distances(steps: set[Step], goals: set[str]) -> dict[str, int]:
    """Return the fewest steps from each status to one of the goals."""
    distances = dict.fromkeys(goals, 0)
    frontier = set(goals)
    while frontier:
        before = {a for a, b in steps if b in frontier} - distances.keys()
        nearest = max(distances[b] for b in frontier) + 1
        distances |= dict.fromkeys(before, nearest)
        frontier = before
    return distances

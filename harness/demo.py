"""The demo: three citizens through steps a to h on real input, and what came of it, to look at."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from harness import addresses, journeys, judges
from harness.journeys import Journey, Watch
from harness.report import Report
from harness.stack import Options, Stack
from harness.world import World

BIRTH = "birth, by WhatsApp"
FAMILY_CARD = "family card, by e-mail"
CHILD_CARD = "child's card, collected"
_MAIL_TO = "keluarga.contoh@contoh.id"
_PUBLIC = ("root.pem", "issuing-ca.pem")  # of the service's own; BSrE's root takes its place

Play = Callable[[World, Watch], Journey]
PLAYS: dict[str, Play] = {
    BIRTH: lambda world, watch: journeys.birth_by_whatsapp(world, "couple_expecting", watch),
    FAMILY_CARD: lambda world, watch: journeys.family_card_by_email(
        world, "family_for_card_change", _MAIL_TO, watch
    ),
    CHILD_CARD: lambda world, watch: journeys.card_with_collection(
        world, "family_with_child_for_kia", watch
    ),
}


@dataclass(frozen=True)
class Outcome:
    """What a demo left behind."""

    journeys: tuple[Journey, ...]
    verdicts: dict[str, list[judges.Verdict]]
    seconds: float

    @property
    def is_good(self) -> bool:
        """Tell whether every signature was found valid by every judge."""
        found = [verdict for verdicts in self.verdicts.values() for verdict in verdicts]
        return bool(found) and all(verdict.is_good for verdict in found)


def run(folder: Path, against: str, report: Report, *, signing: str = "local") -> Outcome:
    """Play the demo on a fresh stack or a running one; leave all there is to see in `folder`."""
    began = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with ExitStack() as closing:
        if against:
            told = addresses.read(against)
        else:
            report.says("Starting SIAK, WhatsApp, mail and the service ...")
            told = closing.enter_context(
                Stack(Options(folder / "stack", signing=signing))
            ).addresses
        world = World(told)
        closing.callback(world.close)
        try:
            played = _play(world, report)
            world.settle()
        finally:
            (folder / "transcript.txt").write_text(world.transcript.text(), "utf-8")
        _keep_events(folder, world, played)
        _keep_certificates(folder, world)
        verdicts = _judge(folder, judges.root_of(world, folder), played)
    if not against:
        _gather_logs(folder)
    return Outcome(tuple(played), verdicts, time.monotonic() - began)


def _play(world: World, report: Report) -> list[Journey]:
    if not world.addresses.tokens:
        raise LookupError("a running stack needs `tokens` by role and the `passphrase`")
    played = []
    with report:
        report.addresses(world.addresses)
        for name, play in PLAYS.items():
            report.begins(name)
            played.append(play(world, partial(report.step, name)))
    return played


def _keep_events(folder: Path, world: World, played: list[Journey]) -> None:
    with (folder / "events.jsonl").open("w", encoding="utf-8") as out:
        for journey in played:
            for event in world.service_officer.history(journey.application):
                out.write(json.dumps({"application": journey.number, **event}) + "\n")


def _keep_certificates(folder: Path, world: World) -> None:
    for name in _PUBLIC:
        answer = world.api.get(f"/pki/{name}").raise_for_status()
        (folder / name).write_bytes(answer.content)


def _judge(folder: Path, root: Path, played: list[Journey]) -> dict[str, list[judges.Verdict]]:
    store = judges.trust_store(folder / "stack", root)
    found: dict[str, list[judges.Verdict]] = {}
    for journey in played:
        for name, data in journey.papers:
            path = folder / f"{journey.number}-{Path(name).name}"
            path.write_bytes(data)
            found[path.name] = [judges.verify_pdf(path, root)]
            if store is not None:
                found[path.name].append(judges.pdfsig(path, store))
    return found


def _gather_logs(folder: Path) -> None:
    logs = folder / "stack" / "logs"
    for path in sorted(logs.glob("*.log")):
        (folder / "logs").mkdir(exist_ok=True)
        shutil.copy2(path, folder / "logs" / path.name)


def show(outcome: Outcome, folder: Path, report: Report) -> None:
    """Print what happened, what the judges said, and where to look."""
    report.table()
    report.verdicts(outcome.verdicts)
    report.says(f"Signed PDFs, certificates, transcript and event log: {folder}/")
    report.says(f"Done in {outcome.seconds:.1f} s; everything is stopped. `make dev` keeps it up.")

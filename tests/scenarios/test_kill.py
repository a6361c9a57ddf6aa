"""The service dies ten times at random moments of the journeys: nothing lost, nothing doubled."""

from __future__ import annotations

import contextlib
import queue
import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import facts, journeys
from harness.desk import Officer
from harness.journeys import Journey, begin
from harness.stack import Options, Stack
from harness.world import World

KILLS = 10
PATIENCE = 240.0
GRACE = 10  # seconds until an unclear message is sent again; a receipt takes a moment
WORKERS = 4

pytestmark = [pytest.mark.slow]

Play = Callable[[World, str], Journey]


def birth(world: World, case: str) -> Journey:
    return journeys.birth_by_whatsapp(world, case)


def card(world: World, case: str) -> Journey:
    return journeys.card_with_collection(world, case)


def change(world: World, case: str) -> Journey:
    return journeys.family_card_by_email(world, case, f"{case}@contoh.id")


def death(world: World, case: str) -> Journey:
    journey = begin(world, "AKTA_KEMATIAN", case, facts.death(world.case(case)))
    journey.applies().is_found_complete().is_entered()
    journey.is_put_before_the_verifier().is_verified().is_signed()
    return journey.is_issued().arrives_by_whatsapp()


def plays() -> Iterator[tuple[Play, str]]:
    for number in range(1, 7):
        end = "" if number == 1 else f"_{number}"
        yield birth, f"couple_expecting{end}"
        yield change, f"family_for_card_change{end}"
        yield death, f"family_with_elder{end}"
        if number <= 3:
            yield card, f"family_with_child_for_kia{end}"


class Crowd:
    """People who go their journeys in threads, until the killing is over."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.done: list[Journey] = []
        self.broken: list[str] = []
        self.is_over = threading.Event()
        self._waiting: queue.SimpleQueue[tuple[Play, str]] = queue.SimpleQueue()
        for play in plays():
            self._waiting.put(play)
        self._threads = [threading.Thread(target=self._go) for _ in range(WORKERS)]

    def _go(self) -> None:
        while not self.is_over.is_set():
            try:
                play, case = self._waiting.get_nowait()
            except queue.Empty:
                return
            try:
                self.done.append(play(self.world, case))
            except Exception as error:  # told at the end, with the transcript
                self.broken.append(f"{case}: {type(error).__name__}: {error}")
                return

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def goes_on(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def join(self) -> None:
        self.is_over.set()
        for thread in self._threads:
            thread.join(PATIENCE)


class Decider:
    """An officer who sends a paper again when for a while nobody could tell whether it went."""

    def __init__(self, officer: Officer) -> None:
        self._officer = officer
        self._seen: dict[str, float] = {}

    def look(self) -> None:
        """Look once at what is unclear."""
        query = "{ failedEffects(first: 50) { nodes { id documentId state attempts } } }"
        for effect in self._officer.asks(query)["failedEffects"]["nodes"]:
            assert effect["state"] == "UNKNOWN", effect
            name = f"{effect['id']} {effect['attempts']}"
            since = self._seen.setdefault(name, time.monotonic())
            if effect["documentId"] and time.monotonic() - since > GRACE + 5:
                self._officer.does(
                    "retryEffect", effectId=effect["id"], reason="Layanan sempat mati."
                )


def messages_in_the_ledger(world: World) -> list[dict[str, Any]]:
    rows = world.whatsapp.get("/state")["world"]["messages"]
    return [row for _, row in rows if row["outgoing"]]


def test_ten_sudden_deaths_lose_nothing_and_double_nothing(
    tmp_path: Path, database_url: str
) -> None:
    seed = secrets.randbelow(1_000_000)
    print(f"seed of the moments: {seed}")  # noqa: T201  # shown when the test fails
    moments = random.Random(seed)
    settings = {"RECEIPT_SECONDS": str(GRACE)}
    options = Options(tmp_path, database_url=database_url, settings=settings)
    with contextlib.ExitStack() as closing:
        stack = closing.enter_context(Stack(options))
        world = closing.enter_context(
            contextlib.closing(World(stack.addresses, patience=PATIENCE, stubborn=True))
        )
        crowd = Crowd(world)
        crowd.start()

        deaths = 0
        while deaths < KILLS and crowd.goes_on():
            time.sleep(moments.uniform(0.1, 2.5))  # the random moment itself
            stack.kill9("api")
            deaths += 1
            stack.restart("api")
        end = time.monotonic() + PATIENCE
        crowd.is_over.set()
        officer = Decider(world.service_officer)
        while crowd.goes_on() and time.monotonic() < end:
            officer.look()
            time.sleep(0.5)  # people at their desks look now and then
        crowd.join()
        world.settle()
        (tmp_path / "transcript.txt").write_text(world.transcript.text(), "utf-8")
        print(f"{len(crowd.done)} journeys ended")  # noqa: T201  # shown when the test fails

        assert crowd.broken == []
        assert deaths == KILLS
        assert {journey.status for journey in crowd.done} == {"COMPLETED"}
        nothing_was_doubled(world, crowd.done)
        assert stack.command("audit").returncode == 0


def nothing_was_doubled(world: World, done: list[Journey]) -> None:
    entries = Counter(
        (entry["application_number"], entry["status"])
        for entry in world.siak.get("/entries")["entries"]
    )
    assert entries == Counter({(journey.number, "ISSUED"): 1 for journey in done})
    papers = world.siak.get("/numbers")["papers"]
    active = Counter(p["number"] for p in papers if p["status"] == "ACTIVE")
    assert max(active.values()) == 1
    assert "VOID" not in {paper["status"] for paper in papers}
    sent = Counter(row["callback_data"] for row in messages_in_the_ledger(world))
    assert [key for key, times in sent.items() if times > 1] == []
    for journey in done:
        wanted = [d for d in journey.documents() if d["medium"] == "PDF"]
        assert len(journey.papers) == len(wanted)
        if journey.service == "KK_PERUBAHAN_DATA":
            address = journey.facts["applicant_email"]
            mails = world.mail.get("/messages", to=address)["messages"]
            assert len({mail["message_id"] for mail in mails}) == 1

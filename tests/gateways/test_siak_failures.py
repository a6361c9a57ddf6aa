"""Every failure x every call, over real sockets: final state right, no entry doubled, none lost."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import delete, update

from api.domain.line import LineStatus, Remote
from api.domain.ports import Ambiguous, GatewayError, SignPlace
from api.storage import tables as t
from api.usecases import commands as c
from siak_sim.records import Paper
from tests.factories import OFFICER, OPERATOR
from tests.gateways.siak_failures import CELLS, DOORS, Call, Cell, Outcome
from tests.gateways.siak_service import CARD_SERVICE, HASTE, SERVICE, World, between
from tests.installations import opened, prepare, sqlite_url

pytestmark = pytest.mark.asyncio(loop_scope="module")
Factory = pytest.TempPathFactory
SIGNING = 3.0  # seconds for a signature, real time
ROUNDS, ROUND = 40, 30.0  # how long, in virtual time, until everything must have come right


@pytest.fixture(scope="module")
def template(tmp_path_factory: Factory, certificates: Path) -> Path:
    """A database with the office's people, made once."""
    folder = tmp_path_factory.mktemp("template")
    file = folder / "db.sqlite3"
    prepare(folder, certificates, sqlite_url(file))
    return file


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def side_by_side(
    template: Path, certificates: Path, printed_page: bytes, tmp_path_factory: Factory
) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("line")
    shutil.copy(template, folder / "db.sqlite3")
    async with (
        opened(folder, certificates, sqlite_url(folder / "db.sqlite3")) as parts,
        between(parts, printed_page, folder, callbacks=True) as world,
    ):
        yield world


@pytest_asyncio.fixture(loop_scope="module")
async def world(side_by_side: World) -> World:
    """Both sides with nothing under way, and SIAK as on its first day."""
    world = side_by_side
    if not world.is_siak_there:
        await world.siak_starts()
    await world.connect_anew()
    async with world.bench.office.work.begin() as store:
        open_ = t.effect.c.state.in_(("pending", "running", "unknown", "dead"))
        await store.connection.execute(update(t.effect).where(open_).values(state="cancelled"))
        await store.connection.execute(delete(t.remote))
    world.simulator.kernel.faults.clear()
    await world.simulator.kernel.clock.drop_work()
    await world.registry.reset()
    world.cases = world.registry.teller.told()["cases"]
    return world


async def stand(world: World, cell: Cell) -> str:
    """Bring an application to where the call comes next; return its id."""
    if cell.outcome is not Outcome.HEARD:
        world.breaks("callback_lost", times=None)  # what comes right does so without it
    if cell.failure.name == "no blank cards":
        return await world.verified(CARD_SERVICE)
    match cell.call:
        case Call.PERSON:
            return await world.bench.submitted(SERVICE, **world.answers(SERVICE))
        case Call.SESSION:
            application_id = await world.entered()
            world.registry.sessions.clear()
            return application_id
        case Call.SUBMIT:
            return await world.entered()
        case Call.POLL | Call.BY_KEY:
            application_id = await world.entered()
            await world.work()
            if cell.call is Call.BY_KEY:
                await world.bench.on(OFFICER, c.CancelApplication, application_id)
            return application_id
        case Call.VERIFY:
            return await world.verified()
        case Call.UPLOAD:
            return await world.signed()
        case Call.ISSUE:
            application_id = await world.signed()
            door = DOORS[Call.ISSUE]
            world.breaks("record_locked", match={"method": door.method, "path": door.path})
            await world.work()  # the upload is done, the issue comes when the record is free
            return application_id
        case _:
            application_id = await world.drafted()
            await world.bench.on(OPERATOR, c.ReviseEntry, application_id, reason="SIMULASI")
            return application_id


async def go_wrong(world: World, cell: Cell) -> None:
    """Let it go wrong from now on."""
    door, fault = DOORS[cell.call], dict(cell.failure.fault)
    if fault.get("kind") == "hang":
        await world.connect_anew(SIGNING if cell.call is Call.SIGN else HASTE)
    if cell.failure.name == "connection refused":
        await world.siak_stops()
    elif cell.failure.name == "restart in between":
        await world.siak_stops()
        await world.siak_starts()
    elif cell.failure.name == "no blank cards":
        world.registry.set_stock({"KTP_EL": 0})
    elif fault["kind"] in INSIDE and cell.call is not Call.PERSON:
        world.breaks(**fault)
    else:
        world.breaks(**fault, match={"method": door.method, "path": door.path})


WAITING = {Call.POLL: 6.0, Call.ISSUE: 61.0}  # seconds until the call falls due
INSIDE = frozenset(  # faults behind the door, which know no path
    {
        "slow",
        "upload_refused",
        "nik_unknown",
        "duplicate_entry",
        "callback_lost",
        "callback_twice",
        "callback_late",
        "callback_bad_signature",
    }
)


async def come_right(world: World, cell: Cell) -> None:
    """Let end what does not end by itself."""
    if not world.is_siak_there:
        await world.siak_starts()
    if cell.failure.name == "no blank cards":
        world.registry.set_stock({"KTP_EL": 5})


@pytest.mark.parametrize(
    "cell", [c_ for c_ in CELLS if DOORS[c_.call].ends is not None], ids=lambda cell: cell.name
)
async def test_what_is_promised_to_siak_comes_right(world: World, cell: Cell) -> None:
    kind = DOORS[cell.call].effect
    assert kind is not None
    application_id = await stand(world, cell)
    await go_wrong(world, cell)

    seen: set[LineStatus] = set()
    at_once = await first_try(world, cell, application_id, seen)
    await come_right(world, cell)
    effect = await world.effect(application_id, kind)
    for _ in range(ROUNDS):
        if effect["state"] != "pending":
            break
        await world.pass_time(ROUND)
        seen.add((await world.line()).status)
        effect = await world.effect(application_id, kind)
    if cell.outcome is Outcome.OFFICER:
        assert effect["state"] == "dead"
        await world.bench.do(OFFICER, c.RetryEffect(effect_id=effect["id"], reason="SIMULASI"))
        await world.work()
        effect = await world.effect(application_id, kind)
    await world.decided(application_id)

    assert effect["state"] == "done", effect["error"]
    await judge(cell, seen, at_once, effect["attempts"])
    await both_sides_agree(world, cell, application_id)


async def first_try(world: World, cell: Cell, application_id: str, seen: set[LineStatus]) -> str:
    """Let the call be made, and return how its promise stands then."""
    await world.work()
    if cell.call in WAITING:
        await world.pass_time(WAITING[cell.call])
    seen.add((await world.line()).status)
    kind = DOORS[cell.call].effect
    assert kind is not None
    return str((await world.effect(application_id, kind))["state"])


async def judge(cell: Cell, seen: set[LineStatus], at_once: str, attempts: int) -> None:
    """Compare what was seen with what the table says."""
    assert (LineStatus.DOWN in seen) is (cell.outcome is Outcome.DOWN)
    if cell.outcome is Outcome.AGAIN:
        assert (at_once, attempts) == ("pending", 2)
    elif cell.outcome in (Outcome.DOWN, Outcome.TURN):
        assert (at_once, attempts) == ("pending", 1)
    elif cell.outcome in (Outcome.UNNOTICED, Outcome.PATIENT):
        waits = cell.call in (Call.SESSION, Call.SUBMIT)  # for SIAK's decision
        assert (at_once, attempts) == ("pending" if waits else "done", 1)


async def both_sides_agree(world: World, cell: Cell, application_id: str) -> None:
    """The application ended where it should; SIAK holds each key once, and each number."""
    assert cell.ends is not None
    status, entry_status = cell.ends
    case = await world.bench.case(application_id)
    ledger = world.ledger()
    assert case.application.status is status
    assert [entry.status for entry in ledger] == ([entry_status] if entry_status else [])
    numbers = [d.number for entry in ledger for d in entry.documents]
    if cell.call is not Call.BY_KEY:  # accepted meanwhile, and of no use to anybody
        assert sorted(numbers) == sorted(d.number for d in case.documents)
    prints = [p.register_number for p in world.registry.registry.all(Paper)]
    assert max(Counter(prints).values()) == 1
    actions = Counter(entry["action"] for entry in await world.log(application_id))
    assert max(actions[name] for name in ("SIAK_ACCEPT", "SIAK_REFUSE", "ISSUE")) <= 1
    if cell.outcome is Outcome.BACK:
        assert case.application.siak_reasons
    if cell.outcome is Outcome.UNKNOWN:
        assert case.application.identity_status == "NIK_UNKNOWN"
    if entry_status == "CANCELLED":
        mine = {d.register_number for entry in ledger for d in entry.documents}
        papers = world.registry.registry.all(Paper)
        assert {p.status for p in papers if p.register_number in mine} <= {"VOID"}
    if cell.call is Call.VERIFY:
        assert ledger[0].verified


async def look(world: World, call: Call, place: SignPlace) -> object:
    """Ask SIAK as the service does for an officer."""
    siak, card = world.siak, world.cases["lost_ktp"]["family_card_number"]
    calls = {
        Call.FAMILY: lambda: siak.family(card),
        Call.DOCUMENT: lambda: siak.document(card, "KK"),
        Call.ENTRIES: lambda: siak.entries(),
        Call.STATUSES: lambda: siak.document_statuses([("KK", card)]),
        Call.FILE: lambda: siak.signed_file(place),
    }
    return await world.remotes.ask(Remote.SIAK, calls[call])


@pytest.mark.parametrize(
    "cell",
    [c_ for c_ in CELLS if DOORS[c_.call].ends is None and c_.call is not Call.SIGN],
    ids=lambda cell: cell.name,
)
async def test_what_siak_is_asked_is_answered_in_the_end(world: World, cell: Cell) -> None:
    place = SignPlace("", "")
    if cell.call is Call.ENTRIES:
        await world.drafted()
    if cell.call is Call.FILE:
        place = await world.place_of(await world.signed())
        await world.work()
    wanted = await look(world, cell.call, place)
    await go_wrong(world, cell)

    seen, failures, answer = set[LineStatus](), 0, None
    for _ in range(ROUNDS):
        try:
            answer = await look(world, cell.call, place)
        except GatewayError:
            failures += 1
        seen.add((await world.line()).status)
        if answer is not None:
            break
        if LineStatus.DOWN in seen:
            await come_right(world, cell)
            await world.pass_time(ROUND)

    assert answer == wanted
    assert (failures > 0) is (cell.outcome not in (Outcome.UNNOTICED, Outcome.PATIENT))
    assert (LineStatus.DOWN in seen) is (cell.outcome is Outcome.DOWN)
    assert (await world.line()).status is LineStatus.UP


@pytest.mark.parametrize(
    "cell", [c_ for c_ in CELLS if c_.call is Call.SIGN], ids=lambda cell: cell.name
)
async def test_a_signature_is_asked_for_once_and_its_file_is_there_or_not(
    world: World, cell: Cell
) -> None:
    application_id = await world.verified()
    await world.work()
    place = await world.place_of(application_id)
    world.registry.bsre.delay_seconds = 0.0
    await go_wrong(world, cell)

    failure = await sign_inside(world, place)
    seen = {(await world.line()).status}
    is_unclear = cell.outcome is Outcome.UNCLEAR
    assert isinstance(failure, Ambiguous) is is_unclear
    assert (failure is None) is (cell.outcome in (Outcome.UNNOTICED, Outcome.PATIENT))
    assert (LineStatus.DOWN in seen) is (cell.outcome is Outcome.DOWN)

    await come_right(world, cell)
    world.simulator.kernel.faults.clear()
    await world.connect_anew()
    kept = await world.siak.signed_file(place)
    is_done = failure is None or bool(cell.failure.fault.get("after_effect"))
    is_done = is_done or cell.failure.name == "half an answer"
    assert (kept is not None) is is_done
    assert len(world.kept_files()) == is_done


async def sign_inside(world: World, place: SignPlace) -> GatewayError | None:
    """Have one document signed inside SIAK; return how that failed, if it did."""
    ready, number = world.simulator.ready(), world.number_at(place)
    asked = partial(
        world.siak.sign,
        place,
        world.bench.page,
        nik=str(ready["bsre_nik"]),
        passphrase=str(ready["bsre_passphrase"]),
        reason=f"CONTOH {number}",
    )
    try:
        await world.remotes.ask(Remote.SIAK, asked)
    except GatewayError as error:
        return error
    return None

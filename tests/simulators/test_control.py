"""The control routes, the same in every simulator, over real sockets."""

from __future__ import annotations

import importlib.util
import signal
from collections.abc import Callable

import httpx
import pytest

from tests.simulators.programs import FROZEN, Program

MODULES = [
    module
    for module in ("whatsapp_sim", "siak_sim", "simkit.mailbox")
    if importlib.util.find_spec(module + ".__main__" if module != "simkit.mailbox" else module)
]
# a call of the original's own, which any state answers
SOME_CALL = {"whatsapp_sim": "/v23.0/1", "siak_sim": "/siak/v1/status", "simkit.mailbox": "/x"}

Starter = Callable[..., Program]


@pytest.fixture(params=MODULES)
def module(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sim(module: str, frozen: Starter) -> Program:
    return frozen(module)


def test_the_ready_line_says_who_listens_where(sim: Program) -> None:
    assert sim.ready["url"] == f"http://127.0.0.1:{sim.ready['port']}"
    assert sim.ready["pid"] == sim.process.pid


def test_health_tells_seed_and_simulated_time(sim: Program) -> None:
    health = sim.get("/health")
    assert health["ready"] is True
    assert health["seed"] == 7
    assert health["now"] == FROZEN


def test_time_moves_forwards_and_never_back(sim: Program) -> None:
    assert sim.post("/clock", {"advance_seconds": 90})["now"] == "2020-03-02T00:01:30+00:00"
    assert sim.post("/clock", {"set": "2020-03-03T08:00:00+08:00"})["now"].startswith("2020-03-03")
    back = sim.client.post("/_sim/v1/clock", json={"set": FROZEN})
    assert back.status_code == 409
    assert back.json()["error"]["code"] == "clock_backwards"
    assert sim.get("/clock")["mode"] == "frozen"


def test_nonsense_for_the_clock_is_refused(sim: Program) -> None:
    for body in ({}, {"advance_seconds": "soon"}, {"set": "tomorrow"}, {"mode": "odd"}):
        assert sim.client.post("/_sim/v1/clock", json=body).status_code == 400


def test_a_frozen_clock_can_run_free(sim: Program) -> None:
    assert sim.post("/clock", {"mode": "real"})["mode"] in {"real", "shifted"}
    assert sim.post("/clock", {"mode": "frozen"})["mode"] == "frozen"


def test_reset_gives_the_same_world_again(sim: Program) -> None:
    first = sim.get("/state")
    sim.client.get(SOME_CALL[module_of(sim)])
    sim.post("/faults", {"kind": "delay", "seconds": 0})
    sim.advance(60)
    sim.reset(7)
    assert sim.get("/state") == first
    assert sim.get("/journal")["entries"] == []
    assert sim.get("/faults")["faults"] == []


def test_the_state_can_be_put_back(sim: Program) -> None:
    before = sim.get("/state")
    sim.reset(8)
    answer = sim.client.put("/_sim/v1/state", json=before)
    assert answer.status_code == 200
    assert sim.get("/state") == before


def test_a_broken_state_is_refused(sim: Program) -> None:
    answer = sim.client.put("/_sim/v1/state", json={"world": 3})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_state"


def test_every_exchange_is_journaled_with_secrets_masked(sim: Program) -> None:
    path = SOME_CALL[module_of(sim)]
    sim.client.get(path, params={"access_token": "canary-4711", "q": "+62 8990000 6289900001234"})
    (entry,) = sim.get("/journal", path=path)["entries"]
    assert entry["method"] == "GET"
    assert entry["number"] == sim.get("/journal")["last"]
    assert "canary-4711" not in str(entry)
    assert "6289900001234" not in str(entry)
    assert sim.get("/journal", phone="6289900001234")["entries"] == [entry]
    assert sim.get("/journal", phone="1234")["entries"] == [entry]
    assert sim.get("/journal", phone="6289900009999")["entries"] == []
    assert sim.get("/journal", since=entry["number"])["entries"] == []


def test_expect_tells_what_came_and_what_came_nearest(sim: Program) -> None:
    path = SOME_CALL[module_of(sim)]
    sim.client.get(path)
    met = sim.post("/expect", {"match": {"path": path, "method": "GET"}, "within": 1})
    assert met["met"] is True
    missed = sim.post("/expect", {"match": {"path": path, "method": "PUT"}, "within": 0})
    assert missed["met"] is False
    assert missed["nearest"]["path"] == path


def test_a_quiet_simulator_says_so(sim: Program) -> None:
    assert sim.get("/idle") == {"idle": True, "busy": []}


def test_coverage_names_each_endpoint_with_its_source(sim: Program) -> None:
    rows = sim.get("/coverage")["endpoints"]
    assert rows
    assert {row["state"] for row in rows} <= {"imitated", "partly", "not"}
    assert all(row["source"] and row["date"] for row in rows)


def test_there_is_a_page_for_people(sim: Program) -> None:
    page = sim.client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "CONTOH" in page.text


def test_an_unknown_fault_is_refused(sim: Program) -> None:
    answer = sim.client.post("/_sim/v1/faults", json={"kind": "earthquake"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_fault"


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "delay", "seconds": "long"},
        {"kind": "status", "status": 200},
        {"kind": "hang", "times": -1},
        {"kind": "hang", "probability": 2},
        {"kind": "hang", "match": "all"},
    ],
)
def test_a_fault_that_cannot_strike_is_refused(sim: Program, rule: dict[str, object]) -> None:
    assert sim.client.post("/_sim/v1/faults", json=rule).status_code == 400
    assert sim.get("/faults")["faults"] == []


def test_the_work_can_be_done_and_its_answer_lost(sim: Program) -> None:
    path = SOME_CALL[module_of(sim)]
    sim.post("/faults", {"kind": "disconnect", "after_effect": True})
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        sim.client.get(path)
    (entry,) = sim.get("/journal", path=path)["entries"]
    assert entry["status"] > 0
    assert "disconnect" in entry["note"]


def test_a_fault_strikes_after_so_many_calls_and_so_many_times(sim: Program) -> None:
    path = SOME_CALL[module_of(sim)]
    rule = {"kind": "status", "status": 503, "after": 1, "times": 2, "match": {"path": path}}
    fault = sim.post("/faults", rule)
    answers = [sim.client.get(path).status_code for _ in range(4)]
    assert [status == 503 for status in answers] == [False, True, True, False]
    assert sim.get("/faults")["faults"][0]["struck"] == 2
    assert sim.client.delete(f"/_sim/v1/faults/{fault['id']}").status_code == 200
    assert sim.client.delete(f"/_sim/v1/faults/{fault['id']}").status_code == 404


def test_random_faults_repeat_with_the_seed(sim: Program) -> None:
    path = SOME_CALL[module_of(sim)]

    def run() -> list[int]:
        sim.reset(7)
        sim.post("/faults", {"kind": "status", "times": None, "probability": 0.5})
        return [sim.client.get(path).status_code for _ in range(16)]

    first = run()
    assert 503 in first
    assert set(first) != {503}
    assert run() == first


@pytest.mark.parametrize("kind", ["disconnect", "truncate"])
def test_a_broken_line_breaks_the_client(sim: Program, kind: str) -> None:
    sim.post("/faults", {"kind": kind})
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        sim.client.get(SOME_CALL[module_of(sim)])
    assert sim.client.get(SOME_CALL[module_of(sim)]).status_code < 500


def test_a_hanging_call_never_answers(sim: Program) -> None:
    sim.post("/faults", {"kind": "hang"})
    with pytest.raises(httpx.ReadTimeout):
        sim.client.get(SOME_CALL[module_of(sim)], timeout=0.3)


def test_a_delayed_call_answers_late(sim: Program) -> None:
    sim.post("/faults", {"kind": "delay", "seconds": 0.4})
    with pytest.raises(httpx.ReadTimeout):
        sim.client.get(SOME_CALL[module_of(sim)], timeout=0.1)
    assert sim.client.get(SOME_CALL[module_of(sim)]).status_code < 500


def test_sigterm_ends_the_program_cleanly_and_the_state_survives(
    module: str, program: Starter, tmp_path: object
) -> None:
    options = ("--clock", FROZEN, "--state", f"{tmp_path}/state.json")
    first = program(module, *options)
    first.advance(5)
    state = first.get("/state")
    first.process.send_signal(signal.SIGTERM)
    assert first.process.wait(5) == 0
    assert program(module, *options).get("/state") == state


def module_of(sim: Program) -> str:
    name = str(sim.ready["program"])
    return "simkit.mailbox" if name == "mailbox" else name

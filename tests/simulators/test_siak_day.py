"""SIAK through the day: sessions, records open elsewhere, maintenance, slow hours, limits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.simulators.business import Callback, callback
from tests.simulators.programs import FROZEN, Program
from tests.simulators.siak_office import Office, asks, birth_of

Json = dict[str, Any]


@pytest.fixture
def office(frozen: Callable[..., Program]) -> Office:
    return Office(frozen("siak_sim"))


@pytest.fixture
def heard() -> Iterator[Callback]:
    with callback() as listening:
        yield listening


def refusal(answer: httpx.Response) -> tuple[int, str, int | None]:
    error = answer.json()["error"]
    seconds = error.get("retry_after_seconds")
    assert answer.headers.get("retry-after") == (None if seconds is None else str(seconds))
    return answer.status_code, error["code"], seconds


def lost_card(office: Office) -> Json:
    return {**asks(office.cases["lost_ktp"]), "loss_kind": "HILANG"}


def hand_in(office: Office, answers: Json, key: str = "kunci", **more: Any) -> httpx.Response:
    body = office.body("KTP_EL_HILANG_RUSAK", answers, application_number="CONTOH-1", **more)
    return office.ask("POST", "/entries", json=body, headers={"Idempotency-Key": key})


def put(office: Office, path: str, body: Json) -> httpx.Response:
    return office.program.client.put("/_sim/v1" + path, json=body)


# sessions


def look_up(office: Office, bearer: str) -> httpx.Response:
    nik = office.cases["lost_ktp"]["nik"]
    return office.program.client.get(f"/v1/people/{nik}", headers={"Authorization": bearer})


def open_session(office: Office, token: str, **body: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return office.program.client.post("/v1/sessions", json=body, headers=headers)


def test_an_operator_works_with_a_session_that_the_integration_opened(office: Office) -> None:
    token = office.program.ready["token"]

    opened = open_session(office, token, operator="rina").json()

    assert opened["operator"] == "rina"
    assert opened["expires_at"] == "2020-03-02T00:30:00Z"
    assert look_up(office, f"Bearer {opened['session']}").status_code == 200


def test_the_token_opens_sessions_and_nothing_else(office: Office) -> None:
    token = office.program.ready["token"]

    refused = look_up(office, f"Bearer {token}")

    assert refusal(refused) == (401, "SESSION_NEEDED", None)


@pytest.mark.parametrize("bearer", ["", "Basic abc", "Bearer salah"])
def test_a_wrong_token_opens_nothing(office: Office, bearer: str) -> None:
    refused = look_up(office, bearer), open_session(office, bearer or "salah", operator="rina")
    assert [refusal(each) for each in refused] == [(401, "UNAUTHENTICATED", None)] * 2


def test_a_session_is_opened_for_somebody(office: Office) -> None:
    refused = open_session(office, office.program.ready["token"])
    assert refused.json()["error"]["field"] == "operator"


def test_a_session_lives_as_long_as_it_is_used(office: Office) -> None:
    for _ in range(3):
        office.program.advance(29 * 60)
        assert office.ask("GET", "/entries").status_code == 200

    office.program.advance(30 * 60)

    assert refusal(office.ask("GET", "/entries")) == (401, "SESSION_EXPIRED", 0)
    office.sign_in()
    assert office.ask("GET", "/entries").status_code == 200


def test_sessions_last_as_long_as_the_program_was_told(frozen: Callable[..., Program]) -> None:
    office = Office(frozen("siak_sim", "--session-minutes", "2"))
    office.program.advance(119)
    assert office.ask("GET", "/entries").status_code == 200
    office.program.advance(121)
    assert refusal(office.ask("GET", "/entries"))[1] == "SESSION_EXPIRED"


def test_a_closed_session_is_over_and_others_go_on(office: Office) -> None:
    other = Office(office.program, operator="rina")

    closed = office.ask("DELETE", "/sessions/current")

    assert (closed.status_code, closed.content) == (204, b"")
    assert refusal(office.ask("GET", "/entries")) == (401, "SESSION_EXPIRED", 0)
    assert other.ask("GET", "/entries").status_code == 200


def test_a_reset_ends_every_session(office: Office) -> None:
    office.program.reset(7)
    assert refusal(office.ask("GET", "/entries")) == (401, "SESSION_EXPIRED", 0)


def test_the_state_that_is_put_back_holds_no_session(office: Office) -> None:
    put(office, "/state", office.program.get("/state"))
    assert refusal(office.ask("GET", "/entries")) == (401, "SESSION_EXPIRED", 0)


def test_a_session_can_be_cut_off_before_anything_is_done(office: Office) -> None:
    fault = {"kind": "session_expired", "match": {"path": "/v1/entries", "method": "POST"}}
    office.program.post("/faults", fault)

    assert refusal(hand_in(office, lost_card(office))) == (401, "SESSION_EXPIRED", 0)

    assert refusal(office.ask("GET", "/entries")) == (401, "SESSION_EXPIRED", 0)
    assert office.program.get("/entries")["entries"] == []


# records that are open elsewhere


def lock(office: Office, record: str, operator: str = "rina", minutes: float = 10) -> Json:
    body = {"record": record, "operator": operator, "minutes": minutes}
    locked: Json = office.program.post("/locks", body)
    return locked


def test_who_is_open_at_another_desk_is_not_entered_meanwhile(office: Office) -> None:
    lock(office, office.cases["lost_ktp"]["nik"], minutes=2)

    assert refusal(hand_in(office, lost_card(office))) == (409, "RECORD_LOCKED", 60)
    office.program.advance(90)
    assert refusal(hand_in(office, lost_card(office))) == (409, "RECORD_LOCKED", 30)
    office.program.advance(30)

    assert hand_in(office, lost_card(office)).status_code == 202
    assert office.program.get("/locks")["locks"] == []


def test_an_open_family_keeps_its_members_out(office: Office) -> None:
    case = office.cases["couple_expecting"]
    lock(office, case["family_card_number"])
    mother = case["people"]["mother"]
    answers = {**asks(case, "mother"), "applicant_nkk": "", "loss_kind": "HILANG"}

    assert mother["nik"] != case["family_card_number"]
    assert refusal(hand_in(office, answers))[1] == "RECORD_LOCKED"


def test_who_has_the_record_open_is_not_kept_out_nor_who_names_somebody_else(
    office: Office,
) -> None:
    nik = office.cases["lost_ktp"]["nik"]
    lock(office, nik, operator=office.operator)
    assert hand_in(office, lost_card(office)).status_code == 202
    lock(office, nik, operator="rina")
    birth = birth_of(office.cases["couple_expecting"])
    assert office.enter("AKTA_KELAHIRAN", birth)["status"] == "ACCEPTED"


def test_who_only_witnesses_may_be_open_elsewhere(office: Office) -> None:
    birth = birth_of(office.cases["couple_expecting"])
    lock(office, birth["witness1_nik"])
    assert office.enter("AKTA_KELAHIRAN", birth)["status"] == "ACCEPTED"


def test_an_open_record_waits_with_its_issue(office: Office) -> None:
    entry = office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"]))
    member = next(n for n in entry["household"] if n != entry["household"][0])
    lock(office, member)

    assert refusal(office.issue(entry))[:2] == (409, "RECORD_LOCKED")
    office.program.client.delete("/_sim/v1/locks", params={"record": member})

    assert office.finish(entry)["status"] == "ISSUED"
    lock(office, member)
    assert office.issue(entry).json()["status"] == "ISSUED"  # nothing is left to do


def test_a_known_key_is_answered_although_the_record_is_open(office: Office) -> None:
    first = hand_in(office, lost_card(office)).json()
    lock(office, office.cases["lost_ktp"]["nik"])
    assert hand_in(office, lost_card(office)).json()["entry_id"] == first["entry_id"]


def test_locks_are_told_kept_and_released(office: Office) -> None:
    lock(office, "6311010101109001", operator="rina", minutes=5)
    told = {"record": "6311010101109001", "operator": "rina", "until": "2020-03-02T00:05:00Z"}
    assert office.program.get("/locks") == {"locks": [told]}
    state = office.program.get("/state")
    assert office.program.client.delete("/_sim/v1/locks").status_code == 200
    assert office.program.get("/locks") == {"locks": []}
    put(office, "/state", state)
    assert office.program.get("/locks") == {"locks": [told]}
    gone = office.program.client.delete("/_sim/v1/locks", params={"record": "1"})
    assert gone.status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"record": 7}, {"record": "1", "minutes": 0}, {"record": "1", "minutes": "soon"}]
)
def test_a_lock_that_cannot_be_is_refused(office: Office, body: Json) -> None:
    assert office.program.client.post("/_sim/v1/locks", json=body).status_code == 400


# maintenance


def window(begin: str, end: str, **more: Any) -> Json:
    return {"from": f"2020-03-02T{begin}Z", "until": f"2020-03-02T{end}Z", **more}


def test_nothing_is_answered_while_siak_is_maintained(office: Office) -> None:
    put(office, "/day", {"maintenance": [window("00:10:00", "00:30:00")]})
    assert office.ask("GET", "/entries").status_code == 200
    office.program.advance(600)
    token = office.program.ready["token"]

    refused = [
        office.ask("GET", "/entries"),
        hand_in(office, lost_card(office)),
        open_session(office, token, operator="rina"),
        office.ask("DELETE", "/sessions/current"),
    ]

    assert [refusal(each) for each in refused] == [(503, "MAINTENANCE", 600)] * 4
    office.program.advance(1200 - 7)
    assert refusal(office.ask("GET", "/entries")) == (503, "MAINTENANCE", 7)
    office.program.advance(7)
    assert office.call("GET", "/entries").status_code == 200
    assert office.program.get("/entries")["entries"] == []


def test_a_callback_waits_until_the_maintenance_is_over(office: Office, heard: Callback) -> None:
    windows = [window("00:00:00", "00:20:00"), window("00:20:00", "01:00:00")]
    assert hand_in(office, lost_card(office), callback_url=heard.url).status_code == 202
    put(office, "/day", {"maintenance": windows})

    office.program.advance(3599)
    assert heard.received == []
    office.program.advance(1)

    (told,) = heard.received
    assert json.loads(told.body)["type"] == "entry.accepted"


# slow hours


def test_decisions_take_longer_in_a_slow_hour(frozen: Callable[..., Program]) -> None:
    office = Office(frozen("siak_sim", "--decision-seconds", "2"))
    put(office, "/day", {"slow": [window("00:00:00", "01:00:00", factor=30)]})
    entry = hand_in(office, lost_card(office)).json()

    office.program.advance(59)
    assert office.entry(entry["entry_id"])["status"] == "RECEIVED"
    office.program.advance(1)
    assert office.entry(entry["entry_id"])["status"] == "ACCEPTED"

    office.program.advance(3600)
    office.sign_in()
    later = hand_in(office, {**lost_card(office), "loss_kind": "RUSAK"}, key="lain").json()
    office.program.advance(2)
    assert office.entry(later["entry_id"])["status"] != "RECEIVED"


def test_answers_come_a_little_late_in_a_slow_hour(office: Office) -> None:
    put(office, "/day", {"slow": [window("00:00:00", "01:00:00", factor=30)]})
    with pytest.raises(httpx.ReadTimeout):
        office.ask("GET", "/entries", timeout=0.3)
    assert office.ask("GET", "/entries").status_code == 200


# calls a minute


def test_only_so_many_calls_are_borne_in_a_minute(office: Office) -> None:
    put(office, "/day", {"per_minute": 3})
    office.program.advance(15)
    assert [office.ask("GET", "/entries").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = open_session(office, office.program.ready["token"], operator="rina")

    assert refusal(refused) == (429, "TOO_MANY_REQUESTS", 45)
    office.program.advance(45)
    assert office.ask("GET", "/entries").status_code == 200
    put(office, "/day", {"per_minute": None})
    assert {office.ask("GET", "/entries").status_code for _ in range(9)} == {200}


def test_the_limit_can_be_told_at_the_start_and_comes_back_with_a_reset(
    frozen: Callable[..., Program],
) -> None:
    office = Office(frozen("siak_sim", "--per-minute", "2"))
    put(office, "/day", {"per_minute": 100})
    office.program.reset(7)
    assert office.program.get("/day") == {"maintenance": [], "slow": [], "per_minute": 2}
    office.sign_in()
    assert [office.ask("GET", "/entries").status_code for _ in range(2)] == [200, 429]


def test_the_day_is_told_kept_and_changed_in_parts(office: Office) -> None:
    maintenance, slow = window("01:00:00", "02:00:00"), window("03:00:00", "04:00:00", factor=4.0)
    put(office, "/day", {"maintenance": [maintenance], "slow": [slow]})
    put(office, "/day", {"per_minute": 9})
    told = {"maintenance": [maintenance], "slow": [slow], "per_minute": 9}
    assert office.program.get("/day") == told
    state = office.program.get("/state")
    office.program.reset(7)
    put(office, "/state", state)
    assert office.program.get("/day") == told


@pytest.mark.parametrize(
    "body",
    [
        {"maintenance": {}},
        {"maintenance": [{"from": "2020-03-02T00:00:00Z"}]},
        {"maintenance": [window("02:00:00", "01:00:00")]},
        {"slow": [window("01:00:00", "02:00:00", factor=0.5)]},
        {"per_minute": 0},
        {"per_minute": "many"},
    ],
)
def test_a_day_that_cannot_be_is_refused_whole(office: Office, body: Json) -> None:
    before = office.program.get("/day")
    refused = put(office, "/day", {"per_minute": 5, **body})
    assert refused.status_code == 400
    assert office.program.get("/day") == before


# one decision, however often SIAK is stopped


def test_a_decision_is_taken_and_told_once_although_siak_restarts(
    program: Callable[..., Program], tmp_path: Path, heard: Callback
) -> None:
    state = str(tmp_path / "siak.json")
    options = ("siak_sim", "--clock", FROZEN, "--state", state, "--decision-seconds", "60")
    first = program(*options)
    office = Office(first)
    heard.answer = 500
    decided = hand_in(office, lost_card(office), callback_url=heard.url).json()
    first.advance(60)
    birth = birth_of(office.cases["couple_expecting"])
    body = office.body("AKTA_KELAHIRAN", birth, callback_url=heard.url)
    waiting = office.call("POST", "/entries", json=body, headers={"Idempotency-Key": "b"}).json()
    first.process.terminate()
    first.process.wait(10)

    again = Office(program(*options))
    heard.answer = 200
    again.program.advance(60)
    put(again, "/state", again.program.get("/state"))
    again.sign_in()
    again.program.advance(3600)

    told = [(json.loads(each.body), each.body) for each in heard.received]
    for entry in (decided, waiting):
        ours = [(e, raw) for e, raw in told if e["entry"]["entry_id"] == entry["entry_id"]]
        assert ours
        assert len({raw for _, raw in ours}) == 1
    assert len({e["event_id"] for e, _ in told}) == 2
    acts = [paper["number"] for paper in again.program.get("/numbers")["papers"]]
    assert [number[-4:] for number in acts if "6311-LU-02032020" in number] == ["9001"]

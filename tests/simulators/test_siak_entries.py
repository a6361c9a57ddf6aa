"""The way of an entry on the wire: keys, numbers, callbacks, files, faults, a restart."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.simulators.business import Callback, Received, callback
from tests.simulators.programs import FROZEN, Program
from tests.simulators.siak_office import Office, asks, birth_of, final, pdfs, sha, signed


@pytest.fixture
def office(frozen: Callable[..., Program]) -> Office:
    return Office(frozen("siak_sim"))


@pytest.fixture
def heard() -> Iterator[Callback]:
    with callback() as listening:
        yield listening


@pytest.fixture
def accepted(office: Office) -> dict[str, Any]:
    return office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"]))


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def lost_card(office: Office, number: int = 1) -> dict[str, Any]:
    name = "lost_ktp" if number == 1 else f"lost_ktp_{number}"
    return {**asks(office.cases[name]), "loss_kind": "HILANG"}


# keys


def test_the_same_key_is_the_same_entry_for_ever(office: Office) -> None:
    body = office.body("KTP_EL_HILANG_RUSAK", lost_card(office))
    headers = {"Idempotency-Key": "kunci"}

    first = office.call("POST", "/entries", json=body, headers=headers).json()
    office.program.advance(86400 * 400)
    again = office.call("POST", "/entries", json=body, headers=headers)

    assert again.status_code == 202
    assert again.json() == {"entry_id": first["entry_id"], "status": "ACCEPTED"}
    found = office.call("GET", "/entries", params={"key": "kunci"}).json()
    assert found["entry_id"] == first["entry_id"]
    assert [entry["key"] for entry in office.program.get("/entries")["entries"]] == ["kunci"]


def test_a_used_key_does_not_serve_for_something_else(office: Office) -> None:
    office.enter("KTP_EL_HILANG_RUSAK", lost_card(office), key="kunci")
    other = office.body("KTP_EL_HILANG_RUSAK", lost_card(office, 2))
    headers = {"Idempotency-Key": "kunci"}
    assert code_of(office.call("POST", "/entries", json=other, headers=headers)) == (
        409,
        "KEY_REUSED",
    )


def test_sixteen_at_once_with_one_key_are_one_entry(office: Office) -> None:
    body = office.body("KTP_EL_HILANG_RUSAK", lost_card(office))

    def send(_: int) -> str:
        answer = office.call("POST", "/entries", json=body, headers={"Idempotency-Key": "satu"})
        return str(answer.json()["entry_id"])

    with ThreadPoolExecutor(16) as pool:
        ids = set(pool.map(send, range(16)))
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("_case", "changed", "field"),
    [
        ("no service", {"service": ""}, "service"),
        ("no date", {"submitted_on": "besok"}, "submitted_on"),
        ("answers in a list", {"answers": []}, "answers"),
        ("no operator", {"entered_by": None}, "entered_by"),
    ],
)
def test_an_unreadable_entry_is_refused_at_once(
    office: Office, _case: str, changed: dict[str, Any], field: str
) -> None:
    body = office.body("KTP_EL_HILANG_RUSAK", lost_card(office)) | changed
    refused = office.call("POST", "/entries", json=body, headers={"Idempotency-Key": "x"})
    assert code_of(refused) == (400, "BODY_INVALID")
    assert refused.json()["error"]["field"] == field


def test_nothing_opens_without_the_token(office: Office) -> None:
    nik = office.cases["lost_ktp"]["nik"]
    for headers in ({}, {"Authorization": "Bearer salah"}):
        refused = office.program.client.get(f"/v1/people/{nik}", headers=headers)
        assert code_of(refused) == (401, "UNAUTHENTICATED")


def test_an_unknown_address_is_answered_in_siaks_words(office: Office) -> None:
    assert code_of(office.call("GET", "/nowhere")) == (404, "NOT_FOUND")


# numbers


def test_numbers_are_gapless_and_unique_however_many_enter_at_once(office: Office) -> None:
    names = ["couple_expecting", *(f"couple_expecting_{n}" for n in range(2, 7))]
    bodies = [
        office.body("AKTA_KELAHIRAN", birth_of(office.cases[name], f"Contoh {word}"))
        for name in names
        for word in ("Satu", "Dua", "Tiga")
    ]

    def send(body: dict[str, Any]) -> str:
        key = {"Idempotency-Key": body["application_number"]}
        return str(office.call("POST", "/entries", json=body, headers=key).json()["entry_id"])

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(send, bodies))
    office.program.advance(1)

    acts = sorted(office.entry(entry_id)["documents"][0]["number"] for entry_id in ids)
    assert acts == [f"6311-LU-02032020-{9001 + place}" for place in range(18)]


def test_a_cancelled_number_is_void_and_never_used_again(
    office: Office, accepted: dict[str, Any]
) -> None:
    cancelled = office.cancel(accepted).json()

    assert cancelled["status"] == "CANCELLED"
    assert cancelled["cancelled"]["reason"] == "salah isi"
    number = accepted["documents"][0]["number"]
    assert office.document(number)["status"] == "VOID"
    later = office.enter(
        "AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting_2"], "Contoh Kedua")
    )
    assert later["documents"][0]["number"] == number[:-4] + "9002"
    assert office.cancel(accepted).json()["status"] == "CANCELLED"


def test_serials_begin_anew_every_day_and_for_every_series(office: Office) -> None:
    office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"]))
    office.program.advance(86400)
    late = birth_of(office.cases["late_birth_day_61"])
    decided = {"decided_by": "kadis", "decided_on": "2020-03-02"}
    second = office.enter("AKTA_KELAHIRAN", late, late_decision=decided)
    third = office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting_2"]))
    numbers = [entry["documents"][0]["number"] for entry in (second, third)]
    assert numbers == ["6311-LT-03032020-9001", "6311-LU-03032020-9001"]


# callbacks


def events(received: list[Received]) -> list[str]:
    return [str(json.loads(item.body)["event_id"]) for item in received]


def test_the_decision_is_told_once_and_signed(office: Office, heard: Callback) -> None:
    secret = office.program.ready["callback_secret"]
    entry = office.enter("KTP_EL_HILANG_RUSAK", lost_card(office), callback_url=heard.url)

    (told,) = heard.received

    event = json.loads(told.body)
    assert event["type"] == "entry.accepted"
    assert event["entry"] == entry
    mac = hmac.new(secret.encode(), told.body, hashlib.sha256).hexdigest()
    assert told.headers["x-siak-signature"] == f"sha256={mac}"


def test_a_refusal_is_told_too(office: Office, heard: Callback) -> None:
    office.program.post("/faults", {"kind": "refuse", "code": "DATA_GANDA", "message": "Ganda."})
    office.enter("KTP_EL_HILANG_RUSAK", lost_card(office), callback_url=heard.url)
    event = json.loads(heard.received[0].body)
    assert event["type"] == "entry.refused"
    reason = {"code": "DATA_GANDA", "field": None, "message": "Ganda."}
    assert event["entry"]["reasons"] == [reason]


def test_a_callback_is_repeated_with_growing_distance_until_it_is_taken(
    office: Office, heard: Callback
) -> None:
    heard.answer = 500
    office.enter("KTP_EL_HILANG_RUSAK", lost_card(office), callback_url=heard.url)
    counts = [len(heard.received)]
    for seconds in (1, 1, 1, 1, 1, 1):
        office.program.advance(seconds)
        counts.append(len(heard.received))
    assert counts == [1, 2, 2, 3, 3, 3, 3]

    heard.answer = 200
    office.program.advance(3600)
    office.program.advance(86400)

    assert len(heard.received) == 4
    assert len(set(events(heard.received))) == 1


@pytest.mark.parametrize(
    ("kind", "at_once", "after_an_hour"),
    [("callback_twice", 2, 2), ("callback_late", 0, 1), ("callback_lost", 0, 0)],
)
def test_callbacks_go_astray_on_demand(
    office: Office, heard: Callback, kind: str, at_once: int, after_an_hour: int
) -> None:
    office.program.post("/faults", {"kind": kind})
    office.enter("KTP_EL_HILANG_RUSAK", lost_card(office), callback_url=heard.url)
    assert len(heard.received) == at_once
    office.program.advance(3600)
    assert len(heard.received) == after_an_hour
    assert len(set(events(heard.received))) <= 1


# from acceptance to issue


def test_verifying_twice_is_once(office: Office, accepted: dict[str, Any]) -> None:
    first = office.verify(accepted)
    office.program.advance(60)
    assert office.verify(accepted).json() == first.json()
    assert first.json()["verified"]["verifier"] == "verifikator-1"


def test_who_entered_may_not_verify(office: Office, accepted: dict[str, Any]) -> None:
    assert code_of(office.verify(accepted, "operator-1")) == (409, "SAME_PERSON")


def test_every_document_is_verified_or_none(office: Office, accepted: dict[str, Any]) -> None:
    one = {accepted["documents"][0]["document_ref"]: "0" * 64}
    path = f"/entries/{accepted['entry_id']}/verification"
    refused = office.call("POST", path, json={"verifier": "v", "hashes": one})
    assert code_of(refused) == (422, "HASHES_INCOMPLETE")


def test_nothing_moves_before_its_turn(office: Office, accepted: dict[str, Any]) -> None:
    document = accepted["documents"][0]
    upload = office.upload(accepted, document, signed(final(document)))
    assert code_of(upload) == (409, "NOT_VERIFIED")
    assert code_of(office.issue(accepted)) == (409, "NOT_VERIFIED")
    office.verify(accepted)
    assert code_of(office.issue(accepted)) == (409, "FILES_MISSING")


def test_what_was_drawn_up_anew_is_verified_anew(office: Office, accepted: dict[str, Any]) -> None:
    office.verify(accepted)
    hashes = {d["document_ref"]: sha(b"anew") for d in pdfs(accepted)}
    path = f"/entries/{accepted['entry_id']}/verification"
    again = office.call("POST", path, json={"verifier": "verifikator-2", "hashes": hashes})
    assert again.status_code == 200

    document = accepted["documents"][0]
    stale = office.upload(accepted, document, signed(final(document)))

    assert code_of(stale) == (422, "NOT_THE_VERIFIED_DOCUMENT")


def test_only_the_verified_document_with_a_signature_appended_is_stored(
    office: Office, accepted: dict[str, Any]
) -> None:
    office.verify(accepted)
    document = accepted["documents"][0]
    verified = final(document)
    other = verified.replace(b"CONTOH", b"PALSU!")
    bare = verified + b"\n"
    extended = signed(verified, b"\n9 0 obj << /Extra true >> endobj\n%%EOF\n")
    cut = signed(verified)[:-9]

    assert code_of(office.upload(accepted, document, b"GIF89a")) == (422, "NOT_SIGNED")
    refusals = [code_of(office.upload(accepted, document, pdf))[1] for pdf in (bare, extended, cut)]
    assert refusals == ["NOT_SIGNED"] * 3
    forged = office.upload(accepted, document, signed(other))
    assert code_of(forged) == (422, "NOT_THE_VERIFIED_DOCUMENT")
    damaged = office.upload(accepted, document, signed(verified), **{"X-Content-SHA256": "0" * 64})
    assert code_of(damaged) == (422, "HASH_MISMATCH")
    assert office.upload(accepted, document, signed(verified)).status_code == 200


def test_a_stored_file_stays(office: Office, accepted: dict[str, Any]) -> None:
    office.verify(accepted)
    document = accepted["documents"][0]
    pdf = signed(final(document))

    first, again = (office.upload(accepted, document, pdf) for _ in range(2))
    other = office.upload(accepted, document, signed(final(document)) + b"\n")

    assert (
        first.json()
        == again.json()
        == {
            "document_ref": document["document_ref"],
            "file_sha256": sha(pdf),
        }
    )
    assert code_of(other) == (409, "OTHER_FILE_STORED")
    kept = office.program.client.get(f"/_sim/v1/files/{sha(pdf)}")
    assert kept.content == pdf


def test_issuing_twice_is_once_and_final(office: Office, accepted: dict[str, Any]) -> None:
    issued = office.finish(accepted)
    family = office.family(office.cases["couple_expecting"]["family_card_number"]).json()

    assert office.issue(accepted).json() == issued
    assert code_of(office.cancel(accepted)) == (409, "ALREADY_ISSUED")
    assert office.family(family["family_card_number"]).json() == family


def test_cancelling_before_the_decision_means_there_is_none(office: Office) -> None:
    body = office.body("KTP_EL_HILANG_RUSAK", lost_card(office))
    received = office.call("POST", "/entries", json=body, headers={"Idempotency-Key": "k"}).json()
    office.cancel(received)
    office.program.advance(60)
    assert office.entry(received["entry_id"])["status"] == "CANCELLED"
    assert code_of(office.verify({**received, "documents": []})) == (409, "NOT_ACCEPTED")


# troubles


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("maintenance", 503, "MAINTENANCE"),
        ("rate_limited", 429, "TOO_MANY_REQUESTS"),
        ("record_locked", 409, "RECORD_LOCKED"),
    ],
)
def test_troubles_that_pass_say_when_to_come_back(
    office: Office, accepted: dict[str, Any], kind: str, status: int, code: str
) -> None:
    office.program.post("/faults", {"kind": kind, "match": {"path": "*/verification"}})
    refused = office.verify(accepted)
    assert code_of(refused) == (status, code)
    assert refused.json()["error"]["retry_after_seconds"] >= 1
    assert office.verify(accepted).status_code == 200


def test_a_refused_upload_stays_refused_only_as_long_as_the_fault(
    office: Office, accepted: dict[str, Any]
) -> None:
    office.verify(accepted)
    document = accepted["documents"][0]
    office.program.post("/faults", {"kind": "upload_refused"})
    refused = office.upload(accepted, document, signed(final(document)))
    assert code_of(refused) == (422, "UPLOAD_REFUSED")
    assert office.upload(accepted, document, signed(final(document))).status_code == 200


def test_a_slow_hour_delays_the_decision(office: Office) -> None:
    office.program.post("/faults", {"kind": "slow", "seconds": 600})
    entry = office.enter("KTP_EL_HILANG_RUSAK", lost_card(office))
    assert entry["status"] == "RECEIVED"
    assert office.program.get("/idle")["idle"] is False
    office.program.advance(600)
    assert office.entry(entry["entry_id"])["status"] == "ACCEPTED"


def test_an_answer_lost_after_the_work_leaves_one_effect(
    office: Office, accepted: dict[str, Any]
) -> None:
    office.verify(accepted)
    for document in pdfs(accepted):
        office.upload(accepted, document, signed(final(document)))
    fault = {"kind": "disconnect", "after_effect": True, "match": {"path": "*/issue"}}
    office.program.post("/faults", fault)

    with pytest.raises(httpx.TransportError):
        office.issue(accepted)

    assert office.entry(accepted["entry_id"])["status"] == "ISSUED"
    assert office.issue(accepted).json()["status"] == "ISSUED"
    members = office.family(office.cases["couple_expecting"]["family_card_number"]).json()
    assert sum(m["name"] == "CONTOH ANAK BARU" for m in members["members"]) == 1


# a restart, tools, people


def test_a_restart_keeps_people_entries_and_open_decisions(
    program: Callable[..., Program], tmp_path: Path
) -> None:
    options = ("siak_sim", "--clock", FROZEN, "--state", str(tmp_path / "siak.json"))
    first = program(*options)
    office = Office(first)
    issued = office.finish(
        office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"]))
    )
    body = office.body("KTP_EL_HILANG_RUSAK", lost_card(office))
    waiting = office.call("POST", "/entries", json=body, headers={"Idempotency-Key": "k"}).json()
    first.process.terminate()
    first.process.wait(10)

    later = Office(program(*options))

    assert later.entry(issued["entry_id"]) == issued
    later.program.advance(1)
    assert later.entry(waiting["entry_id"])["status"] == "ACCEPTED"
    number = office.cases["couple_expecting"]["family_card_number"]
    assert "CONTOH ANAK BARU" in later.family(number).text


def test_the_description_names_every_route_of_the_coverage(office: Office) -> None:
    described = office.program.client.get("/openapi.json").json()["paths"]
    for row in office.program.get("/coverage")["endpoints"]:
        path = row["path"].partition("?")[0]
        assert row["method"].lower() in described[path]


def test_the_page_shows_queue_people_and_files(office: Office, accepted: dict[str, Any]) -> None:
    issued = office.finish(accepted)
    get = office.program.client.get
    queue = get("/").text
    assert issued["application_number"] in queue
    assert "terbit" in queue
    assert f"_sim/v1/files/{issued['documents'][0]['file_sha256']}" in queue
    assert "CONTOH ANAK BARU" in get("/", params={"cari": "anak baru"}).text
    assert "couple_expecting" in get("/", params={"kasus": ""}).text
    odd = get("/", params={"cari": '"><script>@isi@'}).text
    assert "<script>" not in odd
    for page in (queue, odd):
        assert "http://" not in page
        assert "https://" not in page

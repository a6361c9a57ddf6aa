"""People with their phones: windows, rates, traits, templates, and failures on demand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.business import BUDI, SITI, TEXT, Business, Callback
from tests.simulators.conftest import Starter


def template(name: str, language: str, *components: dict[str, Any]) -> dict[str, Any]:
    inner = {"name": name, "language": {"code": language}, "components": list(components)}
    return {"type": "template", "template": inner}


def body(*texts: str, **more: str) -> dict[str, Any]:
    return {"type": "body", "parameters": [{"type": "text", "text": t, **more} for t in texts]}


def failure(heard: Callback) -> int:
    received = heard.wait_for(lambda items: any(item.status == "failed" for item in items))
    (failed,) = [item.value["statuses"][0] for item in received if item.status == "failed"]
    return int(failed["errors"][0]["code"])


def test_the_window_closes_after_24_hours_and_the_truth_comes_by_webhook(
    business: Business, heard: Callback
) -> None:
    business.sim.advance(24 * 3600 - 1)
    business.send(**TEXT)
    heard.wait_for(lambda items: len(items) == 2)
    business.sim.advance(1)
    business.send(**TEXT)
    assert failure(heard) == 131047
    assert len(business.inbox()) == 1


def test_each_message_of_the_customer_opens_the_window_anew(business: Business) -> None:
    business.sim.advance(23 * 3600)
    business.says()
    business.sim.advance(23 * 3600)
    business.send(**TEXT)
    business.sim.advance(1)
    assert len(business.inbox()) == 1


def test_the_window_can_be_made_to_refuse_at_once(business: Business) -> None:
    business.sim.client.put("/_sim/v1/switches", json={"window_error": "sync"})
    assert business.refusal(BUDI, **TEXT)[0] == 131047


def test_a_template_goes_out_at_any_time_and_costs_money(
    business: Business, heard: Callback
) -> None:
    sent = template("status_permohonan", "id", body("DJ-000123", "berkas lengkap."))
    business.send(BUDI, **sent)
    received = heard.wait_for(lambda items: len(items) == 2)
    pricing = received[0].value["statuses"][0]["pricing"]
    assert pricing["billable"] is True
    assert (pricing["type"], pricing["category"]) == ("regular", "utility")
    (arrived,) = business.inbox(BUDI)
    assert "DJ-000123 di Disdukcapil: berkas lengkap." in arrived["rendered"]["text"]


TEMPLATES: dict[str, tuple[dict[str, Any], int]] = {
    "unknown": (template("tidak_ada", "id"), 132001),
    "other language": (template("hello_world", "en"), 132001),
    "too few": (template("status_permohonan", "id", body("satu")), 132000),
    "none": (template("status_permohonan", "id"), 132000),
    "too many": (template("hello_world", "en_US", body("satu")), 132000),
    "empty text": (template("status_permohonan", "id", body("a", " ")), 100),
    "wrong kind": (
        template(
            "status_permohonan",
            "id",
            {"type": "body", "parameters": [{"type": "image", "image": {"id": "1"}}] * 2},
        ),
        132012,
    ),
    "no document": (
        template("dokumen_terbit", "id", {"type": "header", "parameters": []}),
        132000,
    ),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_are_compared_with_what_was_approved(business: Business, name: str) -> None:
    message, code = TEMPLATES[name]
    assert business.refusal(**message)[0] == code


def test_the_refusal_counts_parameters(business: Business) -> None:
    _, details = business.refusal(**template("status_permohonan", "id", body("satu")))
    assert details == (
        "body: number of localizable_params (1) does not match the expected number of params (2)"
    )


def test_named_parameters_and_a_document_fill_a_template(business: Business) -> None:
    media_id = business.upload(b"%PDF-1.7 CONTOH", "application/pdf").json()["id"]
    header = {"type": "document", "document": {"id": media_id, "filename": "a.pdf"}}
    names = [
        {"type": "text", "parameter_name": "jenis", "text": "KK"},
        {"type": "text", "parameter_name": "nomor", "text": "DJ-1"},
    ]
    parts = (
        {"type": "header", "parameters": [header]},
        {"type": "body", "parameters": names},
    )
    business.send(BUDI, **template("dokumen_terbit", "id", *parts))
    business.sim.advance(1)
    (arrived,) = business.inbox(BUDI)
    assert arrived["rendered"]["text"] == "Dokumen KK untuk permohonan DJ-1 terlampir."
    assert arrived["media"]["mime_type"] == "application/pdf"
    names[0]["parameter_name"] = "lain"
    assert business.refusal(BUDI, **template("dokumen_terbit", "id", *parts))[0] == 132012


def test_the_list_of_templates_has_what_clients_read(business: Business) -> None:
    edge = f"{business.account}/message_templates"
    answer = business.get(edge, limit=1, summary="total_count").json()
    assert answer["data"][0]["parameter_format"] == "POSITIONAL"
    assert answer["summary"]["message_template_limit"] == 250
    names = []
    while True:
        names += [row["name"] for row in answer["data"]]
        following = answer["paging"].get("next")
        if following is None:
            break
        assert following.startswith(business.sim.url)
        answer = business.sim.client.get(following, headers=business.bearer).json()
    assert {"hello_world", "status_permohonan"} <= set(names)
    (row,) = business.get(edge, name="hello_world").json()["data"]
    assert (row["language"], row["status"]) == ("en_US", "APPROVED")


def test_a_new_template_is_approved_by_and_by(business: Business, heard: Callback) -> None:
    new = {"name": "kabar", "language": "id", "category": "UTILITY"}
    new_body = {"type": "BODY", "text": "Ada kabar."}
    edge = f"{business.account}/message_templates"
    made = business.post(edge, {**new, "components": [new_body]}).json()
    assert made["status"] == "PENDING"
    assert business.refusal(BUDI, **template("kabar", "id"))[0] == 132001
    business.sim.advance(60)
    assert heard.received[0].value["event"] == "APPROVED"
    business.send(BUDI, **template("kabar", "id"))


def test_45_messages_in_a_burst_and_then_silence(business: Business) -> None:
    for _ in range(45):
        business.send(**TEXT)
    assert business.refusal(**TEXT)[0] == 131056
    business.says(BUDI)
    business.send(BUDI, **TEXT)
    business.sim.advance(6)
    business.send(**TEXT)
    assert business.refusal(**TEXT)[0] == 131056


def test_80_messages_a_second_and_no_more(business: Business) -> None:
    people = [f"62899000{n:05d}" for n in range(1, 80)]
    for who in people:
        business.send(who, **TEXT)
    answer = business.try_send("6289900099999", **TEXT)
    assert answer.status_code == 429
    assert answer.json()["error"]["code"] == 130429
    business.sim.advance(1)
    business.send("6289900099999", **TEXT)


def test_limits_can_be_relaxed(business: Business) -> None:
    off = {"enforce_pair_rate": False, "enforce_throughput": False, "enforce_window": False}
    business.sim.client.put("/_sim/v1/switches", json=off)
    for _ in range(90):
        business.send(BUDI, **TEXT)
    business.sim.advance(1)
    assert len(business.inbox(BUDI)) == 90
    unknown = business.sim.client.put("/_sim/v1/switches", json={"speed": 1})
    assert unknown.status_code == 400


def trait(business: Business, who: str = SITI, **traits: Any) -> dict[str, Any]:
    answer = business.sim.client.put(f"/_sim/v1/customers/{who}", json=traits)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_number_without_whatsapp_fails_by_webhook(business: Business, heard: Callback) -> None:
    trait(business, on_whatsapp=False)
    business.send(**TEXT)
    assert failure(heard) == 131026
    assert business.inbox() == []


def test_who_blocked_us_gets_nothing_and_we_only_see_sent(
    business: Business, heard: Callback
) -> None:
    trait(business, blocked=True)
    business.send(**TEXT)
    business.sim.advance(86400)
    assert heard.statuses() == ["sent"]
    trait(business, blocked=False)
    business.sim.advance(86400)
    assert business.inbox() == []


def test_a_phone_that_is_off_gets_everything_once_it_is_on(
    business: Business, heard: Callback
) -> None:
    trait(business, phone_off=True)
    business.send(**TEXT)
    business.sim.advance(3600)
    assert heard.statuses() == ["sent"]
    trait(business, phone_off=False)
    business.sim.advance(1)
    assert heard.statuses() == ["sent", "delivered"]
    assert len(business.inbox()) == 1


def test_without_read_receipts_reading_stays_private(business: Business, heard: Callback) -> None:
    trait(business, read_receipts=False)
    business.send(**TEXT)
    heard.wait_for(lambda items: len(items) == 2)
    business.sim.post(f"/customers/{SITI}/read")
    business.sim.advance(1)
    assert heard.statuses() == ["sent", "delivered"]
    assert business.inbox()[0]["status"] == "read"


def test_some_people_read_at_once(business: Business, heard: Callback) -> None:
    trait(business, auto_read_seconds=30)
    business.send(**TEXT)
    business.sim.advance(29)
    assert heard.statuses() == ["sent", "delivered"]
    business.sim.advance(1)
    assert heard.statuses() == ["sent", "delivered", "read"]


def test_who_hides_the_number_is_known_by_user_id_only(business: Business, heard: Callback) -> None:
    trait(business, hide_phone=True, username="siti.contoh")
    business.says()
    business.send(**TEXT)
    received = heard.wait_for(lambda items: len(items) == 3)
    assert all(SITI.encode() not in item.body for item in received)
    contact = received[0].value["contacts"][0]
    assert "wa_id" not in contact
    assert contact["profile"]["username"] == "siti.contoh"
    assert received[0].value["messages"][0]["from_user_id"] == contact["user_id"]


def test_a_changed_number_is_told_by_a_system_message(business: Business, heard: Callback) -> None:
    moved = trait(business, number=BUDI)
    assert moved["wa_id"] == BUDI
    (received,) = heard.wait_for(lambda items: len(items) == 1)
    assert "contacts" not in received.value
    (message,) = received.value["messages"]
    assert message["type"] == "system"
    assert message["from"] == SITI
    assert message["system"]["type"] == "user_changed_number"
    assert message["system"]["wa_id"] == BUDI
    business.send(SITI, **TEXT)
    assert failure(heard) == 131026
    business.send(BUDI, **TEXT)
    business.sim.advance(1)
    assert len(business.inbox(BUDI)) == 1


def test_unknown_traits_and_unusable_phones_are_refused(business: Business) -> None:
    path = f"/_sim/v1/customers/{SITI}"
    assert business.sim.client.put(path, json={"mood": "good"}).status_code == 400
    assert business.sim.client.put(path, json={"blocked": "yes"}).status_code == 400
    trait(business, phone_off=True)
    said = business.sim.client.post(f"{path}/messages", json={"message": TEXT})
    assert said.status_code == 409


@pytest.mark.parametrize("code", [131000, 131056, 80007])
def test_a_send_can_be_made_to_fail_at_once(business: Business, code: int) -> None:
    business.fault("send_fails", code=code, match={"phone": SITI})
    assert business.refusal(**TEXT)[0] == code
    business.send(**TEXT)


@pytest.mark.parametrize("code", [131026, 131047, 131049])
def test_a_send_can_be_made_to_fail_later(business: Business, heard: Callback, code: int) -> None:
    business.fault("send_fails", code=code)
    business.send(**TEXT)
    assert failure(heard) == code
    assert business.inbox() == []


def test_a_status_can_be_lost_on_the_providers_side(business: Business, heard: Callback) -> None:
    business.fault("status_never", match={"status": "delivered"})
    business.send(**TEXT)
    business.sim.advance(86400)
    assert heard.statuses() == ["sent"]
    assert len(business.inbox()) == 1


def test_a_status_can_come_before_the_answer(business: Business, heard: Callback) -> None:
    business.fault("status_before_answer")
    message_id = business.send(**TEXT)
    assert heard.statuses() == ["sent", "delivered"]
    assert heard.received[0].value["statuses"][0]["id"] == message_id


def test_token_and_template_can_fail_on_demand(business: Business) -> None:
    business.fault("token_expired")
    assert business.refusal(**TEXT)[0] == 190
    business.fault("template_paused", match={"name": "hello_world"})
    assert business.refusal(**template("hello_world", "en_US"))[0] == 132015
    business.fault("status", status=503)
    assert business.refusal(**TEXT)[0] == 131016


def test_same_seed_same_ids(business: Business) -> None:
    def run() -> list[str]:
        business.sim.reset(11)
        said = business.says()
        sent = business.send(**TEXT)
        return [said, sent, business.upload(b"%PDF-1", "application/pdf").json()["id"]]

    first = run()
    assert run() == first


def test_undelivered_webhooks_and_unfinished_messages_survive_a_restart(
    program: Starter, heard: Callback, business: Business, tmp_path: object
) -> None:
    options = ("--state", f"{tmp_path}/state.json", "--clock", "2020-03-02")
    first = Business(program("whatsapp_sim", *options))
    first.listen(heard)
    first.says()
    heard.wait_for(lambda items: len(items) == 1)
    trait(first, phone_off=True)
    heard.answer = 500
    first.send(**TEXT)
    heard.wait_for(lambda items: len(items) == 2)
    first.sim.advance(0)
    first.sim.process.terminate()
    first.sim.process.wait(5)
    heard.answer = 200
    second = Business(program("whatsapp_sim", *options))
    second.sim.advance(10)
    assert heard.statuses() == ["sent", "sent"]
    trait(second, phone_off=False)
    second.sim.advance(1)
    assert heard.statuses() == ["sent", "sent", "delivered"]
    assert len(second.inbox()) == 1

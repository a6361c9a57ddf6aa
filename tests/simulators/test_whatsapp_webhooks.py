"""Webhooks as the provider sends them: handshake, exact bytes, order, retries, faults."""

from __future__ import annotations

import json
import re

import pytest

from tests.simulators.business import BUDI, SITI, TEXT, Business, Callback, callback

BSUID = re.compile(r"[A-Z]{2}\.\d+")


def test_a_callback_must_answer_the_challenge(business: Business) -> None:
    with callback() as heard:
        wrong = {"url": heard.url, "verify_token": "keliru"}
        refused = business.sim.client.post("/_sim/v1/webhook", json=wrong)
        assert refused.status_code == 400
        business.says()
        business.sim.advance(1)
        assert heard.received == []
        business.listen(heard)
        business.says()
        heard.wait_for(lambda items: len(items) == 1)


def test_a_message_carries_everything_a_client_looks_for(
    business: Business, heard: Callback
) -> None:
    said = business.says(text="Saya mau buat KK")
    (received,) = heard.wait_for(lambda items: len(items) == 1)
    payload = json.loads(received.body)
    assert payload["object"] == "whatsapp_business_account"
    assert payload["entry"][0]["id"] == business.account
    assert payload["entry"][0]["changes"][0]["field"] == "messages"
    value = received.value
    assert value["metadata"]["phone_number_id"] == business.number
    assert value["metadata"]["display_phone_number"].isdigit()
    (contact,) = value["contacts"]
    assert contact["profile"]["name"] == "Siti CONTOH"
    assert contact["wa_id"] == SITI
    assert BSUID.fullmatch(contact["user_id"])
    (message,) = value["messages"]
    assert message["id"] == said
    assert message["from"] == SITI
    assert message["from_user_id"] == contact["user_id"]
    assert message["timestamp"] == "1583107200"
    assert message["text"] == {"body": "Saya mau buat KK"}


def test_the_signature_covers_the_bytes_as_the_provider_escapes_them(
    business: Business, heard: Callback
) -> None:
    business.says(text="Né di https://contoh.example/É")
    (received,) = heard.wait_for(lambda items: len(items) == 1)
    assert rb"N\u00e9 di https:\/\/contoh.example\/\u00c9" in received.body
    assert received.is_signed_with(business.secret)
    assert re.fullmatch(r"sha256=[0-9a-f]{64}", received.headers["x-hub-signature-256"])
    printed_again = json.dumps(json.loads(received.body)).encode()
    received.body = printed_again
    assert not received.is_signed_with(business.secret)


def test_an_answer_quotes_what_it_answers(business: Business, heard: Callback) -> None:
    asked = business.send(**TEXT)
    reply = {"type": "button_reply", "button_reply": {"id": "ya", "title": "Ya"}}
    message = {"type": "interactive", "interactive": reply, "context": {"id": asked}}
    business.sim.post(f"/customers/{SITI}/messages", {"message": message})
    received = heard.wait_for(lambda items: any("messages" in item.value for item in items))
    (value,) = [item.value for item in received if "messages" in item.value]
    context = value["messages"][0]["context"]
    assert context == {"from": business.sim.ready["display_phone_number"], "id": asked}


def test_statuses_follow_in_order_with_price_and_callback_data(
    business: Business, heard: Callback
) -> None:
    message_id = business.send(**TEXT, biz_opaque_callback_data="kiriman-1")
    heard.wait_for(lambda items: len(items) == 2)
    business.sim.post(f"/customers/{SITI}/read", {"message_id": message_id})
    received = heard.wait_for(lambda items: len(items) == 3)
    statuses = [item.value["statuses"][0] for item in received]
    assert [status["status"] for status in statuses] == ["sent", "delivered", "read"]
    assert {status["id"] for status in statuses} == {message_id}
    assert {status["biz_opaque_callback_data"] for status in statuses} == {"kiriman-1"}
    assert statuses[0]["pricing"] == {
        "billable": False,
        "pricing_model": "PMP",
        "type": "free_customer_service",
        "category": "service",
    }
    assert ["pricing" in status for status in statuses] == [True, True, False]
    for item in received:
        assert BSUID.fullmatch(item.value["contacts"][0]["user_id"])
        assert item.value["statuses"][0]["recipient_id"] == SITI


def test_one_event_a_post_unless_batches_are_wanted(business: Business, heard: Callback) -> None:
    business.sim.client.put("/_sim/v1/switches", json={"batch_webhooks": True})
    business.send(**TEXT)
    (received,) = heard.wait_for(lambda items: len(items) == 1)
    changes = json.loads(received.body)["entry"][0]["changes"]
    assert [c["value"]["statuses"][0]["status"] for c in changes] == ["sent", "delivered"]


def test_a_refused_webhook_comes_again_ever_later_for_seven_days_with_the_same_bytes(
    business: Business, heard: Callback
) -> None:
    heard.answer = 500
    business.says()
    heard.wait_for(lambda items: len(items) == 1)
    business.sim.advance(8 * 86400)
    (delivery,) = business.sim.get("/deliveries")["deliveries"]
    assert len(delivery["attempts"]) == len(heard.received) > 10
    assert len({item.body for item in heard.received}) == 1
    assert len({item.headers["x-hub-signature-256"] for item in heard.received}) == 1
    assert delivery["attempts"][-1]["at"] <= "2020-03-09T00:00:00+00:00"
    assert delivery["attempts"][-1]["at"] > "2020-03-04"
    assert delivery["next_at"] is None


def test_a_recovered_consumer_gets_the_backlog(business: Business, heard: Callback) -> None:
    heard.answer = 503
    business.says(text="pertama")
    heard.wait_for(lambda items: len(items) == 1)
    heard.answer = 200
    business.sim.advance(10)
    assert len(heard.received) == 2
    business.sim.advance(86400)
    assert len(heard.received) == 2


def test_delivery_never_holds_up_the_answer_and_counts_as_busy(business: Business) -> None:
    with callback() as heard:
        business.listen(heard)
        heard.changed.acquire()  # the consumer now takes forever
        try:
            assert business.try_send(**TEXT).elapsed.total_seconds() < 1
            assert business.sim.get("/idle")["idle"] is False
        finally:
            heard.changed.release()
        heard.wait_for(lambda items: len(items) == 2)
        business.sim.advance(0)
        assert business.sim.get("/idle")["idle"] is True


def test_a_dropped_webhook_never_comes(business: Business, heard: Callback) -> None:
    business.fault("webhook_drop", match={"phone": SITI, "event": "delivered"})
    business.send(**TEXT)
    business.sim.advance(8 * 86400)
    assert heard.statuses() == ["sent"]


def test_a_doubled_webhook_comes_twice_with_the_same_bytes(
    business: Business, heard: Callback
) -> None:
    business.fault("webhook_duplicate")
    business.says()
    business.sim.advance(1)
    first, second = heard.received
    assert first.body == second.body


def test_a_delayed_webhook_waits_for_its_time(business: Business, heard: Callback) -> None:
    business.fault("webhook_delay", seconds=3600)
    business.says()
    business.sim.advance(3599)
    assert heard.received == []
    business.sim.advance(1)
    assert len(heard.received) == 1


def test_a_reordered_webhook_comes_after_the_next(business: Business, heard: Callback) -> None:
    business.fault("webhook_reorder", match={"event": "sent"})
    business.send(**TEXT)
    business.sim.advance(1)
    assert heard.statuses() == ["delivered", "sent"]


def test_a_held_back_webhook_comes_even_when_nothing_follows(
    business: Business, heard: Callback
) -> None:
    business.fault("webhook_reorder")
    business.says()
    business.sim.advance(4)
    assert heard.received == []
    business.sim.advance(2)
    assert len(heard.received) == 1


def test_a_wrong_signature_is_wrong_once(business: Business, heard: Callback) -> None:
    business.fault("webhook_bad_signature")
    heard.answer = 401
    business.says()
    heard.wait_for(lambda items: len(items) == 1)
    business.sim.advance(2)
    assert [item.is_signed_with(business.secret) for item in heard.received] == [False, True]


def test_a_fault_for_one_phone_leaves_the_others_alone(business: Business, heard: Callback) -> None:
    business.fault("webhook_drop", match={"phone": SITI}, times=None)
    business.says(SITI)
    business.says(BUDI)
    business.sim.advance(1)
    assert [item.value["contacts"][0]["wa_id"] for item in heard.received] == [BUDI]


def test_a_number_may_have_a_callback_of_its_own(business: Business, heard: Callback) -> None:
    with callback() as own:
        override = {"override_callback_uri": own.url, "verify_token": own.verify_token}
        answer = business.post(business.number + "/", {"webhook_configuration": override})
        assert answer.json() == {"success": True}
        business.says()
        own.wait_for(lambda items: len(items) == 1)
        assert heard.received == []
        gone = {"webhook_configuration": {"override_callback_uri": ""}}
        business.post(business.number, gone)
        business.says()
        heard.wait_for(lambda items: len(items) == 1)


def test_clients_may_register_their_callback_through_the_app(business: Business) -> None:
    with callback() as heard:
        app, secret = business.sim.ready["app_id"], business.secret
        wanted = {"grant_type": "client_credentials", "client_id": app, "client_secret": secret}
        token = business.sim.client.get("/oauth/access_token", params=wanted).json()["access_token"]
        answer = business.sim.client.post(
            f"/{app}/subscriptions",
            data={
                "object": "whatsapp_business_account",
                "callback_url": heard.url,
                "verify_token": heard.verify_token,
                "fields": "messages",
                "access_token": token,
            },
            headers=business.bearer,
        )
        assert answer.json() == {"success": True}
        business.says()
        heard.wait_for(lambda items: len(items) == 1)


@pytest.mark.parametrize(("version", "told"), [("v23.0", True), ("v24.0", False)])
def test_older_subscriptions_still_tell_the_conversation(
    business: Business, heard: Callback, version: str, told: bool
) -> None:
    business.sim.client.put("/_sim/v1/switches", json={"graph_version_default": version})
    business.send(**TEXT)
    received = heard.wait_for(lambda items: len(items) == 2)
    assert ("conversation" in received[0].value["statuses"][0]) is told

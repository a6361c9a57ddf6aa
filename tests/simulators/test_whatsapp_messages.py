"""What the gateway accepts, what it refuses, and with which words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.business import SITI, TEXT, Business


def buttons(count: int = 2, **reply: Any) -> dict[str, Any]:
    rows = [
        {"type": "reply", "reply": {"id": f"b{n}", "title": f"Pilihan {n}", **reply}}
        for n in range(count)
    ]
    return interactive("button", {"buttons": rows})


def interactive(kind: str, action: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {"type": kind, "body": {"text": "Silakan pilih"}, "action": action, **more}
    return {"type": "interactive", "interactive": body}


def menu(sections: int = 1, rows: int = 2, **row: Any) -> dict[str, Any]:
    shown = [
        {
            "title": f"Bagian {s}",
            "rows": [{"id": f"r{s}-{n}", "title": f"Baris {n}", **row} for n in range(rows)],
        }
        for s in range(sections)
    ]
    return interactive("list", {"button": "Lihat", "sections": shown})


def link(text: str = "Buka") -> dict[str, Any]:
    parameters = {"display_text": text, "url": "https://contoh.example/a"}
    return interactive("cta_url", {"name": "cta_url", "parameters": parameters})


GOOD: dict[str, dict[str, Any]] = {
    "text": TEXT,
    "text without a type": {"text": {"body": "tanpa jenis"}},
    "longest text": {"type": "text", "text": {"body": "x" * 4096, "preview_url": False}},
    "buttons": buttons(3),
    "list of ten rows": menu(2, 5),
    "link": link(),
    "location": {"type": "location", "location": {"latitude": -2.33, "longitude": 115.46}},
    "contact card": {
        "type": "contacts",
        "contacts": [{"name": {"formatted_name": "Loket CONTOH", "first_name": "Loket"}}],
    },
    "null members": {"type": "text", "text": {"body": "a", "preview_url": None}, "context": None},
}

REFUSED: dict[str, tuple[dict[str, Any], int]] = {
    "empty text": ({"type": "text", "text": {"body": ""}}, 131009),
    "text too long": ({"type": "text", "text": {"body": "x" * 4097}}, 131009),
    "no body": ({"type": "text", "text": {}}, 131008),
    "no member": ({"type": "text"}, 131008),
    "misspelt member": ({"type": "text", "text": {"body": "a", "bodi": "b"}}, 100),
    "unknown type": ({"type": "telegram", "telegram": {}}, 100),
    "callback data too long": ({**TEXT, "biz_opaque_callback_data": "x" * 513}, 131009),
    "no buttons": (buttons(0), 131009),
    "four buttons": (buttons(4), 131009),
    "same titles": (buttons(2, title="Sama"), 131009),
    "same ids": (buttons(2, id="sama"), 131009),
    "button title too long": (buttons(1, title="x" * 21), 131009),
    "button id with a space": (buttons(1, id=" a"), 131009),
    "eleven rows": (menu(1, 11), 131009),
    "eleven rows in sections": (menu(11, 1), 131009),
    "row title too long": (menu(1, 1, title="x" * 25), 131009),
    "row description too long": (menu(1, 1, description="x" * 73), 131009),
    "row id too long": (menu(1, 1, id="x" * 201), 131009),
    "list body too long": (
        interactive("list", menu()["interactive"]["action"], body={"text": "x" * 4097}),
        131009,
    ),
    "button body too long": (
        interactive("button", buttons()["interactive"]["action"], body={"text": "x" * 1025}),
        131009,
    ),
    "footer too long": (
        interactive("button", buttons()["interactive"]["action"], footer={"text": "x" * 61}),
        131009,
    ),
    "picture above a list": (
        interactive(
            "list",
            menu()["interactive"]["action"],
            header={"type": "image", "image": {"link": "https://contoh.example/a.jpg"}},
        ),
        131009,
    ),
    "link text too long": (link("x" * 21), 131009),
    "commerce": (interactive("product", {}), 131009),
    "latitude": ({"type": "location", "location": {"latitude": 91, "longitude": 0}}, 131009),
    "half a contact": (
        {"type": "contacts", "contacts": [{"name": {"formatted_name": "A"}}]},
        131008,
    ),
    "unknown file": ({"type": "document", "document": {"id": "123"}}, 131009),
    "neither id nor link": ({"type": "image", "image": {"caption": "a"}}, 100),
    "caption too long": ({"type": "image", "image": {"id": "1", "caption": "x" * 1025}}, 131009),
    "reaction to nothing": (
        {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}},
        131009,
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_good_messages_reach_the_phone(business: Business, name: str) -> None:
    message_id = business.send(**GOOD[name])
    business.sim.advance(1)
    (arrived,) = business.inbox()
    assert arrived["id"] == message_id
    assert arrived["status"] == "delivered"


@pytest.mark.parametrize("name", REFUSED)
def test_messages_beyond_a_limit_are_refused_with_the_providers_code(
    business: Business, name: str
) -> None:
    message, code = REFUSED[name]
    assert business.refusal(**message)[0] == code
    business.sim.advance(1)
    assert business.inbox() == []


def test_the_refusal_says_which_limit(business: Business) -> None:
    details = "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3"
    assert business.refusal(**buttons(4)) == (131009, details)


@pytest.mark.parametrize("version", ["/v16.0", "/v23.0", "/v26.0", ""])
def test_every_version_and_none_is_served(business: Business, version: str) -> None:
    answer = business.sim.client.get(f"{version}/{business.number}/", headers=business.bearer)
    assert answer.json()["verified_name"] == "Disdukcapil SIMULASI"
    assert answer.headers["facebook-api-version"] == (version.strip("/") or "v26.0")


def test_the_answer_names_person_and_message(business: Business) -> None:
    answer = business.try_send(**TEXT).json()
    (contact,) = answer["contacts"]
    assert contact["input"] == "+" + SITI
    assert contact["wa_id"] == SITI
    assert contact["user_id"].startswith("ID.")
    assert contact["user_id"][3:].isdigit()
    assert answer["messages"][0]["id"].startswith("wamid.")


@pytest.mark.parametrize("to", ["+62 899-0001-2345", "6289900012345", "089900012345"])
def test_numbers_are_understood_in_many_forms(business: Business, to: str) -> None:
    body = {"messaging_product": "whatsapp", "to": to, **TEXT}
    answer = business.post(f"{business.number}/messages", body).json()
    assert answer["contacts"][0]["wa_id"] == SITI


def test_a_person_can_be_written_to_by_user_id(business: Business) -> None:
    user_id = business.sim.get(f"/customers/{SITI}")["user_id"]
    body = {"messaging_product": "whatsapp", "recipient": user_id, **TEXT}
    assert business.post(f"{business.number}/messages", body).status_code == 200
    business.sim.advance(1)
    assert len(business.inbox()) == 1


def test_the_sender_cannot_write_to_itself(business: Business) -> None:
    own = str(business.sim.ready["display_phone_number"])
    assert business.refusal(own, **TEXT)[0] == 131021


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [({}, 401, 104), ({"authorization": "Bearer salah"}, 401, 190)],
)
def test_without_the_right_token_nothing_opens(
    business: Business, headers: dict[str, str], status: int, code: int
) -> None:
    answer = business.sim.client.get(f"/v23.0/{business.number}", headers=headers)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code
    assert "www-authenticate" in answer.headers


def test_the_token_may_come_in_the_query(business: Business) -> None:
    token = business.sim.ready["token"]
    answer = business.sim.client.get(f"/{business.number}", params={"access_token": token})
    assert answer.status_code == 200


def test_unknown_objects_and_edges_get_the_providers_envelope(business: Business) -> None:
    unknown = business.get("999")
    assert unknown.status_code == 400
    assert unknown.json()["error"]["error_subcode"] == 33
    assert business.get(f"{business.number}/calls").json()["error"]["code"] == 2500
    put = business.sim.client.put(f"/v23.0/{business.number}", headers=business.bearer)
    assert put.json()["error"]["code"] == 2500


def test_broken_json_is_refused_in_the_envelope(business: Business) -> None:
    path = f"/v23.0/{business.number}/messages"
    answer = business.sim.client.post(path, content=b"{", headers=business.bearer)
    assert answer.json()["error"]["code"] == 100


def test_reading_and_typing_are_shown_to_the_person(business: Business) -> None:
    said = business.says(text="Tolong")
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": said}
    body["typing_indicator"] = {"type": "text"}
    assert business.post(f"{business.number}/messages", body).json() == {"success": True}
    thread = business.sim.get(f"/customers/{SITI}/thread")["messages"]
    assert all(message["read_by_business"] for message in thread)
    body["message_id"] = "wamid.tidakada"
    assert business.post(f"{business.number}/messages", body).json()["error"]["code"] == 131009


def test_fields_choose_what_is_shown(business: Business) -> None:
    shown = business.get(business.number, fields="quality_rating").json()
    assert shown == {"quality_rating": "GREEN", "id": business.number}


def test_the_profile_can_be_read_and_changed(business: Business) -> None:
    edge = f"{business.number}/whatsapp_business_profile"
    body = {"messaging_product": "whatsapp", "about": "Buka Senin CONTOH"}
    assert business.post(edge, body).json() == {"success": True}
    (profile,) = business.get(edge, fields="about").json()["data"]
    assert profile["about"] == "Buka Senin CONTOH"

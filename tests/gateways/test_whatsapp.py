"""Our WhatsApp client against the simulated gateway, over sockets, with what goes wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.domain.inbound import InboundMessage, Receipt
from api.domain.ports import Ambiguous, Blocked, GatewayError, OutgoingMessage, Permanent, Transient
from api.gateways.whatsapp import CloudApi, WhatsAppAccount, parse_webhook, signature_matches
from simkit.program import Simulator, listening
from whatsapp_sim.app import build_app
from whatsapp_sim.config import Config

CITIZEN = "6289900000101"
PDF = b"%PDF-1.7\n% CONTOH\n%%EOF\n"


@pytest.fixture
async def gateway() -> AsyncIterator[Simulator]:
    simulator = build_app(Config())
    async with listening(simulator):
        yield simulator


@pytest.fixture
async def control(gateway: Simulator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{gateway.kernel.url}/_sim/v1") as client:
        yield client


@pytest.fixture
async def api(gateway: Simulator, control: httpx.AsyncClient) -> AsyncIterator[CloudApi]:
    ready = gateway.ready()
    account = WhatsAppAccount(
        gateway.kernel.url, "v23.0", str(ready["phone_number_id"]), str(ready["token"])
    )
    await write(control)
    client = CloudApi(account, timeout=1.0)
    yield client
    await client.close()


async def write(control: httpx.AsyncClient, **content: Any) -> dict[str, Any]:
    """Let the citizen write, which opens the window."""
    message = content or {"type": "text", "text": {"body": "halo"}}
    answer = await control.post(f"/customers/{CITIZEN}/messages", json={"message": message})
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


async def inbox(control: httpx.AsyncClient) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = (await control.get(f"/customers/{CITIZEN}/inbox")).json()[
        "messages"
    ]
    return messages


def to_citizen(kind: str, **more: Any) -> OutgoingMessage:
    return OutgoingMessage(CITIZEN, None, kind, **more)


ROWS = (("a", "Akta kelahiran", "anak"), ("b", "Kartu Keluarga", ""))


@pytest.mark.parametrize(
    ("_case", "message", "kind"),
    [
        ("text", to_citizen("text", body="Selamat datang"), "text"),
        ("buttons", to_citizen("buttons", body="Benar?", options=ROWS), "interactive"),
        (
            "list",
            to_citizen("list", body="Pilih", button="Pilih layanan", sections=(("", ROWS),)),
            "interactive",
        ),
        (
            "template",
            to_citizen("template", template="status_permohonan", parameters=("DJ-1", "diproses")),
            "template",
        ),
    ],
)
async def test_each_kind_of_message_reaches_the_phone(
    _case: str, message: OutgoingMessage, kind: str, api: CloudApi, control: httpx.AsyncClient
) -> None:
    message_id = await api.send(message, key="k:1")

    assert message_id.startswith("wamid.")
    assert [each["type"] for each in await inbox(control)] == [kind]


async def test_too_long_labels_are_cut_and_the_message_still_arrives(
    api: CloudApi, control: httpx.AsyncClient
) -> None:
    rows = (("a", "x" * 60, "y" * 200),)
    message = to_citizen("list", body="b" * 3000, button="c" * 60, sections=(("d" * 60, rows),))

    await api.send(message, key="k:1")

    assert len(await inbox(control)) == 1


async def test_a_document_arrives_byte_for_byte_with_its_name(
    api: CloudApi, control: httpx.AsyncClient
) -> None:
    message = to_citizen("document", body="Akta", file_name="Akta-CONTOH.pdf")

    await api.send(message, key="k:1", document=PDF)

    received = (await inbox(control))[0]
    data = await control.get(f"/customers/{CITIZEN}/inbox/{received['id']}/media")
    assert data.content == PDF
    assert received["media"]["filename"] == "Akta-CONTOH.pdf"


async def test_a_citizens_file_is_fetched_by_its_id(
    api: CloudApi, control: httpx.AsyncClient
) -> None:
    photo = {"type": "image", "image": {"data_base64": base64.b64encode(b"\xff\xd8x").decode()}}
    photo["image"] |= {"mime_type": "image/jpeg"}  # type: ignore[operator]  # a dict of texts
    sent = await write(control, **photo)

    media = await api.fetch(sent["media_id"])

    assert (media.data, media.mime) == (b"\xff\xd8x", "image/jpeg")


@pytest.mark.parametrize(
    ("_case", "fault", "kind", "code"),
    [
        ("rate limit", {"kind": "send_fails", "code": 130429}, Transient, "130429"),
        ("pair rate", {"kind": "send_fails", "code": 131056}, Transient, "131056"),
        ("bad parameter", {"kind": "send_fails", "code": 100}, Permanent, "100"),
        ("token ended", {"kind": "token_expired"}, Permanent, "190"),
        ("server error", {"kind": "status", "status": 503}, Transient, None),
        ("line lost", {"kind": "disconnect"}, Ambiguous, "NO_ANSWER"),
        ("no answer", {"kind": "hang"}, Ambiguous, "NO_ANSWER"),
    ],
)
async def test_a_failure_says_what_may_be_done(
    _case: str,
    fault: dict[str, Any],
    kind: type[GatewayError],
    code: str | None,
    api: CloudApi,
    control: httpx.AsyncClient,
) -> None:
    rule = {**fault, "match": {"path": "*/messages"}} if "send" not in fault["kind"] else fault
    (await control.post("/faults", json=rule)).raise_for_status()

    with pytest.raises(kind) as caught:
        await api.send(to_citizen("text", body="halo"), key="k:1")

    assert code is None or caught.value.code == code
    assert CITIZEN not in str(caught.value)


async def test_nobody_at_the_address_blocks_and_spends_no_attempt() -> None:
    client = CloudApi(WhatsAppAccount("http://127.0.0.1:9", "", "1", "t"), timeout=0.5)

    with pytest.raises(Blocked):
        await client.send(to_citizen("text", body="halo"), key="k:1")

    await client.close()


async def test_a_base_address_keeps_its_path_prefix() -> None:
    client = CloudApi(WhatsAppAccount("http://127.0.0.1:9/w/7/", "v23.0", "1", "t"))

    assert client.messages_url == "http://127.0.0.1:9/w/7/v23.0/1/messages"

    await client.close()


def test_a_signature_is_checked_over_the_very_bytes() -> None:
    raw = b'{"a":"\\u00e9","b":"x\\/y"}'
    header = "sha256=" + hmac.new(b"s", raw, hashlib.sha256).hexdigest()

    assert signature_matches("s", raw, header)
    assert not signature_matches("s", raw + b" ", header)
    assert not signature_matches("s", raw, None)
    assert not signature_matches("s", raw, "sha256=é")


def webhook(*values: dict[str, Any]) -> dict[str, Any]:
    changes = [{"field": "messages", "value": value} for value in values]
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}


def test_every_message_and_receipt_of_a_batch_is_read() -> None:
    body = webhook(
        {
            "contacts": [{"user_id": "ID.1", "wa_id": CITIZEN, "profile": {"name": "Siti"}}],
            "messages": [
                {"id": "m1", "from": CITIZEN, "type": "text", "text": {"body": "a"}},
                {"id": "m2", "from": CITIZEN, "type": "sticker", "sticker": {}},
            ],
        },
        {
            "statuses": [
                {"id": "w1", "status": "delivered", "biz_opaque_callback_data": "k"},
                {"id": "w1", "status": "failed", "errors": [{"code": 131047}]},
            ]
        },
    )

    found = list(parse_webhook(body))

    assert [type(each) for each in found] == [InboundMessage, InboundMessage, Receipt, Receipt]
    assert found[0] == InboundMessage(
        id="m1", phone=CITIZEN, user_id="ID.1", profile_name="Siti", kind="text", text="a"
    )
    assert found[3] == Receipt(message_id="w1", status="failed", key=None, code="131047")


def test_a_hidden_number_is_known_by_its_user_id() -> None:
    body = webhook(
        {
            "contacts": [{"user_id": "ID.1", "profile": {}}],
            "messages": [{"id": "m", "from_user_id": "ID.1", "type": "text", "text": {}}],
        }
    )

    message = next(iter(parse_webhook(body)))

    assert isinstance(message, InboundMessage)
    assert (message.phone, message.user_id) == (None, "ID.1")


@pytest.mark.parametrize(
    "body",
    [{}, {"entry": None}, {"entry": [{}]}, webhook({}), webhook({"messages": [{"type": "text"}]})],
)
def test_what_says_nothing_is_passed_over(body: dict[str, Any]) -> None:
    assert list(parse_webhook(body)) == []

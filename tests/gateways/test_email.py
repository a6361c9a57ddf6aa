"""Our mail client against the mail sink, over SMTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.domain.ports import Blocked, GatewayError, OutgoingEmail, Permanent, Transient
from api.gateways.email import Relay, SmtpMail
from simkit.kernel import Options
from simkit.mailbox import build_app
from simkit.program import Simulator, listening

MAIL = OutgoingEmail(
    "warga@contoh.id", "Akta kelahiran", "Terlampir.", (("Akta.pdf", b"%PDF-1.7 CONTOH"),)
)


@pytest.fixture
async def sink() -> AsyncIterator[Simulator]:
    simulator = build_app(Options())
    async with listening(simulator):
        yield simulator


@pytest.fixture
def mail(sink: Simulator) -> SmtpMail:
    url = f"smtp://127.0.0.1:{sink.ready()['smtp_port']}"
    return SmtpMail(Relay.from_url(url, "Dik Jamila <layanan@contoh.id>"), timeout=2)


async def received(sink: Simulator) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=sink.kernel.url) as client:
        answer = await client.get("/_sim/v1/messages")
    messages: list[dict[str, Any]] = answer.json()["messages"]
    return messages


async def test_a_mail_arrives_with_its_document(mail: SmtpMail, sink: Simulator) -> None:
    message_id = await mail.send(MAIL, key="email.deliver:1")

    [found] = await received(sink)
    assert found["message_id"] == message_id
    assert [each["filename"] for each in found["attachments"]] == ["Akta.pdf"]


async def test_the_same_key_makes_the_same_message_id(mail: SmtpMail) -> None:
    first = await mail.send(MAIL, key="a")
    again = await mail.send(MAIL, key="a")
    other = await mail.send(MAIL, key="b")

    assert first == again != other


@pytest.mark.parametrize(
    ("_case", "fault", "kind"),
    [
        ("refused recipient", "refuse_recipient", Permanent),
        ("deferred recipient", "defer_recipient", Transient),
        ("refused message", "refuse_message", Permanent),
        ("deferred message", "defer_message", Transient),
    ],
)
async def test_a_refusal_says_whether_to_try_again(
    _case: str, fault: str, kind: type[GatewayError], mail: SmtpMail, sink: Simulator
) -> None:
    async with httpx.AsyncClient(base_url=sink.kernel.url) as client:
        (await client.post("/_sim/v1/faults", json={"kind": fault})).raise_for_status()

    with pytest.raises(kind) as caught:
        await mail.send(MAIL, key="a")

    assert type(caught.value) is kind
    assert MAIL.to not in str(caught.value)


async def test_no_relay_blocks() -> None:
    mail = SmtpMail(Relay("127.0.0.1", 9, "layanan@contoh.id"), timeout=1)

    with pytest.raises(Blocked):
        await mail.send(MAIL, key="a")

"""The mail sink: what is sent by SMTP is read over HTTP, byte for byte."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from typing import Any

import pytest

from tests.simulators.conftest import Starter
from tests.simulators.programs import Program

SITI, BUDI = "siti@contoh.example", "budi@contoh.example"
PDF = b"%PDF-1.7 CONTOH\n%%EOF"


@pytest.fixture
def mailbox(frozen: Starter) -> Program:
    return frozen("simkit.mailbox")


def letter(to: str = SITI) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "dinas@contoh.example", to
    message["Subject"] = "Kartu keluarga Anda terbit é"
    message["Message-ID"] = "<dokumen-1@contoh.example>"
    message.set_content("Salam,\n\nberkas terlampir.")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="kk.pdf")
    return message


def post(mailbox: Program, message: EmailMessage, *to: str) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", int(mailbox.ready["smtp_port"]), timeout=5) as line:
        return line.send_message(message, to_addrs=to or None)


def inbox(mailbox: Program, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = mailbox.get("/messages", **query)["messages"]
    return found


def test_a_letter_arrives_whole(mailbox: Program) -> None:
    post(mailbox, letter())
    (mail,) = inbox(mailbox, to=SITI)
    assert mail["subject"] == "Kartu keluarga Anda terbit é"
    assert mail["message_id"] == "<dokumen-1@contoh.example>"
    assert mail["text"] == "Salam,\n\nberkas terlampir.\n"
    assert mail["to"] == [SITI]
    assert mail["attachments"] == [
        {"filename": "kk.pdf", "mime_type": "application/pdf", "size": len(PDF)}
    ]
    assert mailbox.get(f"/messages/{mail['id']}") == mail
    base = f"/_sim/v1/messages/{mail['id']}"
    attached = mailbox.client.get(f"{base}/attachments/0")
    assert attached.content == PDF
    assert attached.headers["content-type"] == "application/pdf"
    assert b"Message-ID: <dokumen-1@contoh.example>" in mailbox.client.get(f"{base}/raw").content
    assert "Kartu keluarga Anda terbit é" in mailbox.client.get("/").text


def test_what_is_not_there_is_said_so(mailbox: Program) -> None:
    post(mailbox, letter())
    (mail,) = inbox(mailbox)
    assert inbox(mailbox, to=BUDI) == []
    assert mailbox.client.get("/_sim/v1/messages/tidakada").status_code == 404
    beyond = mailbox.client.get(f"/_sim/v1/messages/{mail['id']}/attachments/1")
    assert beyond.json()["error"]["code"] == "no_such_attachment"


@pytest.mark.parametrize(("kind", "code"), [("refuse_recipient", 550), ("defer_recipient", 451)])
def test_one_recipient_can_be_refused(mailbox: Program, kind: str, code: int) -> None:
    mailbox.post("/faults", {"kind": kind, "match": {"to": SITI}})
    refused = post(mailbox, letter(), SITI, BUDI)
    assert refused[SITI][0] == code
    assert inbox(mailbox)[0]["to"] == [BUDI]
    assert post(mailbox, letter()) == {}


@pytest.mark.parametrize(("kind", "code"), [("refuse_message", 554), ("defer_message", 451)])
def test_a_message_can_be_refused(mailbox: Program, kind: str, code: int) -> None:
    mailbox.post("/faults", {"kind": kind})
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        post(mailbox, letter())
    assert refusal.value.smtp_code == code
    assert inbox(mailbox) == []


def test_a_letter_can_be_lost_after_it_was_accepted(mailbox: Program) -> None:
    mailbox.post("/faults", {"kind": "lose_message"})
    post(mailbox, letter())
    assert inbox(mailbox) == []
    assert mailbox.get("/journal", path="/smtp")["entries"][0]["status"] == 250

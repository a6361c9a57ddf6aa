from dataclasses import replace

import pytest

from api.domain.catalogue import Catalogue
from api.domain.conversation_values import (
    ButtonsReply,
    ListReply,
    Option,
    RefusedRequirement,
    Reply,
    TextReply,
    buttons,
    choices,
    options_of,
    preceded,
    text,
)
from api.domain.messages import Messages, Say
from api.domain.messages_notices import Notices
from api.domain.values import Status
from tests.unit.chat import fits


@pytest.fixture
def notices(catalogue: Catalogue, messages: Messages) -> Notices:
    return Notices(messages, "DJ-2026-0001", catalogue.service("AKTA_KELAHIRAN"))


def test_indonesian_is_complete_and_every_translation_fits_it(messages: Messages) -> None:
    assert list(messages.problems()) == []


def test_a_missing_strange_or_misfitting_text_is_found(messages: Messages) -> None:
    indonesian = dict(messages.texts["id"])
    del indonesian["menu"]
    broken = replace(messages, texts={"id": indonesian, "bjn": {"hello": "x", "help": "{nobody}"}})
    assert list(broken.problems()) == [
        "id: menu is missing",
        "bjn: hello is said nowhere",
        "bjn: help has other placeholders",
    ]


def test_every_status_has_words_for_people(messages: Messages) -> None:
    said = {messages.status(status) for status in Status}
    assert len(said) == len(Status)
    assert not any("_" in words for words in said)


def test_what_a_language_lacks_is_said_in_indonesian(messages: Messages) -> None:
    assert messages.say(Say.YES, "bjn") == "Ya"
    assert messages.say(Say.DECLINED, "bjn") != messages.say(Say.DECLINED)


def test_every_notice_names_the_application_and_fits_whatsapp(notices: Notices) -> None:
    documents = ["Kutipan Akta Kelahiran", "Kartu Keluarga"]
    said: list[Reply] = [
        notices.submitted(),
        notices.resubmitted(),
        *notices.needs_completion("app-1", [RefusedRequirement("KK", "Buram", "Foto ulang.")]),
        notices.complete(),
        notices.rejected("Permohonan sama masih berjalan"),
        notices.cancelled(),
        notices.draft_preview("app-1", documents),
        notices.ready_for_pickup(["KTP-el"], "4711", surrender=True),
        notices.delivered(documents),
        notices.delivered_by_email(documents, "siti@contoh.id"),
        notices.completed(),
        notices.reminder("27-01-2026"),
        notices.expired(),
        notices.appointment_offered("app-1", [("s1", "Senin 26-01-2026 09.00 WITA")]),
        notices.appointment_confirmed("Senin 26-01-2026 09.00 WITA"),
        notices.status(Status.AWAITING_SIGNATURE),
    ]
    for reply in said:
        fits(reply)
        assert "DJ-2026-0001" in reply.body
        assert "{" not in reply.body


def test_the_reasons_for_completion_name_paper_and_reason(notices: Notices) -> None:
    (reply,) = notices.needs_completion("app-1", [RefusedRequirement("KK", "Buram", "Ulangi.")])
    assert "• Kartu Keluarga: Buram. Ulangi." in reply.body
    assert [each.id for each in options_of(reply)] == ["complete:app-1"]


def test_many_reasons_are_sent_ahead_of_the_button(notices: Notices) -> None:
    refused = [RefusedRequirement("KK", "Foto/scan tidak terbaca", "x" * 200)] * 8
    first, second = notices.needs_completion("app-1", refused)
    assert isinstance(first, TextReply)
    assert isinstance(second, ButtonsReply)
    fits(first)
    fits(second)


def test_a_delivered_document_comes_with_how_to_print_it(notices: Notices) -> None:
    assert "HVS A4 80 gram" in notices.delivered(["Kartu Keluarga"]).body
    assert "siti" not in notices.delivered_by_email(["KK"], "siti@contoh.id").body


def test_a_pickup_tells_code_place_and_what_to_bring(notices: Notices) -> None:
    body = notices.ready_for_pickup(["KTP-el"], "4711", surrender=True).body
    assert "*4711*" in body
    assert "kartu/dokumen lama" in body
    assert "kartu/dokumen lama" not in notices.ready_for_pickup(["KTP-el"], "4711").body


def test_labels_too_long_are_cut_and_told_in_full_below() -> None:
    long = "Formulir Pendaftaran Peristiwa Kependudukan"
    (row,) = options_of(choices("Pilih", "Pilih salah satu jawaban", (Option("a", long),)))
    assert row.title == "Formulir Pendaftaran Pe…"
    assert row.description == long
    fits(choices("Pilih" * 500, "x" * 30, tuple(Option(str(n), long) for n in range(20))))
    fits(buttons("Pilih", *(Option(str(n), long) for n in range(5))))


def test_a_sentence_before_a_reply_joins_it_unless_that_grows_too_long() -> None:
    reply = buttons("Benar?", Option("y", "Ya"))
    (joined,) = preceded("Baik.", reply)
    assert joined.body == "Baik.\n\nBenar?"
    first, second = preceded("x" * 1020, reply)
    assert isinstance(first, TextReply)
    assert second == reply
    listed = choices("Pilih", "Pilih", (Option("a", "A"),))
    assert isinstance(preceded("Baik.", listed)[0], ListReply)
    assert preceded("", text("Halo")) == (text("Halo"),)

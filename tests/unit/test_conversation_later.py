"""After submission: status, what was sent back, drafts to confirm, times at the office."""

from dataclasses import replace

import pytest

from api.domain.conversation_values import (
    AnswerToCorrect,
    AskStatus,
    ChooseAppointment,
    ConfirmDraft,
    DisputeDraft,
    GiveAnswers,
    OpenApplication,
    RefusedRequirement,
    Resubmit,
)
from api.domain.values import Action, Status
from tests.unit.chat import (
    Phone,
    agrees,
    attached,
    has_submitted,
    introduces_herself,
)


def test_the_status_is_told_for_ones_own_applications(phone: Phone) -> None:
    has_submitted(phone).says("status")
    assert "DJ-2026-0001: Akta kelahiran, *diajukan, menunggu diperiksa*" in phone.last
    assert "Akta kelahiran" in phone.says("cek dj-2026-0001").last


def test_a_strange_number_is_looked_up_by_the_service(phone: Phone) -> None:
    agrees(phone).taps("Cek status").says("dj-2026-0099")
    assert phone.intents == [AskStatus("DJ-2026-0099")]
    assert phone.says("status DJ-2026-0098").intents[-1] == AskStatus("DJ-2026-0098")


def test_asking_for_the_status_does_not_lose_the_thread(phone: Phone) -> None:
    introduces_herself(phone).says("status")
    assert "draf" in phone.last
    assert "dokumen diserahkan" in phone.last


def test_a_draft_left_behind_is_offered_and_taken_up_where_it_stood(phone: Phone) -> None:
    introduces_herself(phone).taps("Lewat WhatsApp").says("menu").taps("Lanjutkan draf")
    assert "Hubungan pelapor" in phone.last
    phone.taps("Ibu")
    assert phone.intents[-1] == GiveAnswers({"applicant_relation": "IBU"}, "app-1")


REFUSED = (
    RefusedRequirement("KK", "Foto/scan tidak terbaca", "Bagian bawah terpotong."),
    RefusedRequirement("FORM_F201", "Formulir belum ditandatangani"),
)


def test_only_what_was_refused_is_asked_for_anew(phone: Phone) -> None:
    has_submitted(phone).is_sent_back(*REFUSED)
    phone.presses("complete:app-1")
    assert "Kirim ulang *Kartu Keluarga*" in phone.last
    assert "Foto/scan tidak terbaca. Bagian bawah terpotong." in phone.last
    assert "Sisa 2 berkas" in phone.last
    phone.photographs()
    assert "Formulir belum ditandatangani" in phone.last
    phone.photographs().taps("Kirim ulang")
    assert attached(phone)[-2:] == ["KK", "FORM_F201"]
    assert phone.intents[-1] == Resubmit("app-1")


def test_a_photo_sent_straight_after_the_notice_is_understood(phone: Phone) -> None:
    has_submitted(phone).is_sent_back(REFUSED[0]).photographs()
    assert attached(phone)[-1] == "KK"
    assert "sudah diterima. Kirim ulang sekarang?" in phone.last


def test_a_replacement_that_cannot_be_used_is_asked_for_again(phone: Phone) -> None:
    has_submitted(phone).is_sent_back(REFUSED[0])
    phone.file_is_refused(phone.sends_file(), "Berkasnya kosong.")
    assert "Berkasnya kosong." in phone.last
    assert "Kirim ulang *Kartu Keluarga*" in phone.last


def test_the_menu_offers_what_waits_for_the_citizen_first(phone: Phone) -> None:
    has_submitted(phone).is_sent_back(REFUSED[0]).says("menu")
    assert next(iter(phone.options)) == "Lengkapi permohonan"
    assert "Kirim ulang *Kartu Keluarga*" in phone.taps("Lengkapi permohonan").last


def with_draft(phone: Phone) -> Phone:
    drafted = OpenApplication(
        "app-9",
        "DJ-2026-0009",
        Status.DRAFTED,
        "AKTA_KELAHIRAN",
        frozenset({Action.CONFIRM_DRAFT, Action.DISPUTE_DRAFT}),
    )
    phone.world = replace(phone.world, applications=(drafted,))
    return phone


@pytest.mark.parametrize("by", ["button", "word"])
def test_a_draft_is_confirmed(by: str, phone: Phone) -> None:
    agrees(with_draft(phone))
    phone.presses("draft:ok:app-9") if by == "button" else phone.says("Benar")
    assert phone.intents == [ConfirmDraft("app-9")]


def test_a_draft_is_disputed_in_the_citizens_own_words(phone: Phone) -> None:
    agrees(with_draft(phone)).presses("draft:wrong:app-9")
    assert "Bagian mana yang salah" in phone.last
    phone.says("Nama anak seharusnya Noor Contoh")
    assert phone.intents == [DisputeDraft("app-9", "Nama anak seharusnya Noor Contoh")]
    assert "diteruskan" in phone.last or "teruskan" in phone.last


def test_a_time_at_the_office_is_chosen(phone: Phone) -> None:
    waiting = OpenApplication(
        "app-9",
        "DJ-2026-0009",
        Status.AWAITING_ATTENDANCE,
        "AKTA_PERKAWINAN",
        frozenset({Action.SCHEDULE_ATTENDANCE}),
    )
    phone.world = replace(phone.world, applications=(waiting,))
    agrees(phone).presses("visit:app-9:slot-2")
    assert phone.intents == [ChooseAppointment("app-9", "slot-2")]


def with_corrections(phone: Phone, *wanted: AnswerToCorrect) -> Phone:
    has_submitted(phone).is_sent_back()
    application = replace(phone.application, to_correct=wanted)
    phone.world = replace(phone.world, applications=(application,))
    return phone


def test_an_answer_that_was_sent_back_is_asked_anew_with_the_reason(phone: Phone) -> None:
    wanted = AnswerToCorrect("applicant_nik", "NIK ini tidak ditemukan.")
    with_corrections(phone, wanted).presses("complete:app-1")
    assert "*NIK pemohon* perlu dibetulkan: NIK ini tidak ditemukan." in phone.last
    phone.says("6311061201809002")
    assert phone.intents[-1] == GiveAnswers({"applicant_nik": "6311061201809002"}, "app-1")
    assert "Semua perbaikan" in phone.last
    phone.taps("Kirim ulang")
    assert phone.intents[-1] == Resubmit("app-1")


def test_a_wrong_correction_is_explained_and_asked_again(phone: Phone) -> None:
    wanted = AnswerToCorrect("applicant_nik", "NIK ini tidak ditemukan.")
    with_corrections(phone, wanted).presses("complete:app-1").says("12")
    assert not any("applicant_nik" in getattr(i, "answers", {}) for i in phone.intents[-1:])
    assert "NIK" in phone.last


def test_answers_come_before_papers_and_both_are_asked_once(phone: Phone) -> None:
    has_submitted(phone).is_sent_back(REFUSED[0])
    wanted = (AnswerToCorrect("child_birth_date", "Tanggal ini belum terjadi."),)
    application = replace(phone.application, to_correct=wanted)
    phone.world = replace(phone.world, applications=(application,))
    phone.presses("complete:app-1")
    assert "Tanggal ini belum terjadi." in phone.last
    phone.says("2026-01-05")
    assert "Kirim ulang *Kartu Keluarga*" in phone.last
    phone.photographs()
    assert "Kirim ulang sekarang?" in phone.last

from dataclasses import replace

import pytest

from api.domain.catalogue import Catalogue
from api.domain.conversation_values import (
    CancelApplication,
    ConversationState,
    GiveAnswers,
    ListReply,
    StartApplication,
    Step,
    Submit,
    Unsupported,
)
from api.domain.messages import Messages
from tests.unit.chat import (
    NIK,
    NKK,
    Phone,
    agrees,
    answers_for_a_birth,
    attached,
    has_submitted,
    introduces_herself,
)


def test_the_first_message_tells_what_the_data_are_used_for_before_anything_is_asked(
    phone: Phone,
) -> None:
    phone.says("akta kelahiran")
    assert "UU 27/2022" in phone.last
    assert list(phone.options) == ["Setuju, mulai", "Tidak setuju"]
    assert phone.intents == []


def test_whoever_does_not_agree_is_asked_nothing_until_they_change_their_mind(
    phone: Phone,
) -> None:
    phone.says("halo").taps("Tidak setuju").says(NIK)
    assert "permohonan tidak dibuat" in phone.last
    assert phone.state.step is Step.DECLINED
    assert "Setuju, mulai" in phone.says("mulai").options


def test_the_whole_birth_from_greeting_to_submission(phone: Phone) -> None:
    has_submitted(phone)
    start, first, *answers = (
        each for each in phone.intents if isinstance(each, StartApplication | GiveAnswers)
    )
    assert start == StartApplication("AKTA_KELAHIRAN", "63.11.06", "Siti Contoh")
    assert isinstance(first, GiveAnswers)
    assert first.answers == {
        "applicant_name": "Siti Contoh",
        "applicant_nik": NIK,
        "applicant_nkk": NKK,
    }
    given = {name: value for each in answers for name, value in each.answers.items()}  # type: ignore[union-attr]  # sorted out above
    assert given == {
        "delivery_method": "WHATSAPP",
        "applicant_relation": "IBU",
        "child_birth_date": "2026-01-05",
        "has_birth_letter": True,
        "parents_have_marriage_certificate": True,
        "foundling": False,
        "wants_child_card": False,
    }
    assert attached(phone) == ["FORM_F201", "SURAT_KETERANGAN_LAHIR", "BUKU_NIKAH_ORTU", "KK"]
    assert phone.intents[-1] == Submit("app-1")
    assert phone.replies == ()


def test_nothing_personal_stays_behind_in_the_state_after_submission(phone: Phone) -> None:
    has_submitted(phone)
    assert phone.state == ConversationState(step=Step.MENU, greeted=True)


def test_nothing_is_asked_twice(phone: Phone) -> None:
    has_submitted(phone)
    asked = [line for line in phone.transcript if "?" in line and not line.startswith(">")]
    assert len(asked) == len(set(asked))


def test_numbers_are_repeated_masked_only(phone: Phone) -> None:
    answers_for_a_birth(phone).photographs(4).taps("Lewati")
    assert "6311••••••••9001" in phone.last
    said_by_us = [line for line in phone.transcript if not line.startswith(">")]
    assert not any(NIK in line or NKK in line for line in said_by_us)


def test_the_summary_tells_papers_documents_and_answers(phone: Phone) -> None:
    answers_for_a_birth(phone).photographs(4).taps("Lewati")
    assert "Kecamatan: Paringin" in phone.last
    assert "Tanggal lahir: 05-01-2026" in phone.last
    assert "akan terbit: Kutipan Akta Kelahiran, Kartu Keluarga" in phone.last
    assert "keputusan kepala dinas" not in phone.last


def test_a_late_birth_is_told_to_wait_for_the_head_of_office(phone: Phone) -> None:
    introduces_herself(phone).taps("Ambil di kantor", "Ibu").says("1 Juni 2025")
    phone.taps("Ya", "Ya", "Tidak", "Tidak").photographs(4).taps("Lewati")
    assert "lebih dari 60 hari" in phone.last


@pytest.mark.parametrize(
    ("_case", "answer", "words"),
    [
        ("not a date", "besok lusa", "contoh 05-01-2026"),
        ("no such day", "31-02-2026", "contoh 05-01-2026"),
        ("a day to come", "21-01-2026", "sesudah hari ini"),
    ],
)
def test_an_invalid_answer_names_the_rule_and_the_way_out_and_is_asked_again(
    _case: str, answer: str, words: str, phone: Phone
) -> None:
    introduces_herself(phone).taps("Lewat WhatsApp", "Ibu")
    before = len(phone.intents)
    phone.says(answer)
    assert words in phone.last
    assert "*kembali*" in phone.last
    assert "*Tanggal lahir*?" in phone.last
    assert len(phone.intents) == before


def test_an_email_is_asked_only_of_those_who_want_one(phone: Phone) -> None:
    introduces_herself(phone).taps("Lewat email")
    assert "email" in phone.last
    phone.says("siti at contoh")
    assert "nama@contoh.id" in phone.last
    phone.says("siti@contoh.id")
    assert phone.intents[-1] == GiveAnswers({"applicant_email": "siti@contoh.id"}, "app-1")


def test_options_may_be_typed_by_title_or_by_place(phone: Phone) -> None:
    agrees(phone).says("kelahiran dan kematian", "1")
    assert "nama lengkap pemohon" in phone.last
    phone.says("Siti Contoh", NIK, NKK, "juai", "2")
    assert phone.intents[-1] == GiveAnswers({"delivery_method": "EMAIL"}, "app-1")


def test_a_service_may_be_named_in_a_sentence(phone: Phone) -> None:
    agrees(phone).says("Assalamu alaikum, saya mau mengurus akta kematian bapak saya")
    assert "*Akta kematian*" in phone.last


def test_every_service_can_be_reached_and_asked_to_its_summary(
    catalogue: Catalogue, messages: Messages
) -> None:
    for group in catalogue.menu:
        for code in group.services:
            phone = agrees(Phone(catalogue, messages)).taps(group.title)
            phone.presses(f"service:{code}")
            finish(phone)
            assert phone.state.step is Step.SUMMARY, code
            facts = catalogue.facts(
                catalogue.service(code), phone.application.answers, phone.world.today
            )
            assert facts.undecided_fields() == (), code
            assert facts.open_requirements(phone.application.filled) == (), code


def finish(phone: Phone) -> None:
    """Answer whatever is asked with the first thing that fits."""
    words = {
        "applicant_name": "Siti Contoh",
        "applicant_nik": NIK,
        "applicant_nkk": NKK,
        "applicant_email": "siti@contoh.id",
    }
    for _ in range(60):
        if phone.state.step is Step.UPLOAD:
            phone.photographs()
        elif phone.state.step is Step.QUESTION and phone.options:
            phone.taps(next(iter(phone.options)))
        elif phone.state.step is Step.QUESTION:
            name = phone.state.asking or ""
            phone.says(words.get(name) or ("1-2-2000" if "date" in name else "25"))
        else:
            return


def test_a_changed_answer_changes_the_papers(phone: Phone) -> None:
    answers_for_a_birth(phone).photographs(4).taps("Lewati", "Ubah")
    phone.presses("edit:has_birth_letter").taps("Tidak")
    assert phone.intents[-1] == GiveAnswers({"has_birth_letter": False}, "app-1")
    assert "F-2.03" in phone.last
    phone.photographs()
    assert "Sudah benar?" in phone.last


def test_all_that_can_be_changed_is_on_the_pages_of_the_list(phone: Phone) -> None:
    answers_for_a_birth(phone).photographs(4).taps("Lewati", "Ubah")
    seen = set(phone.options.values())
    while not any("slot:more:KK" in each for each in seen) and len(seen) < 30:
        phone.taps("Pilihan lain")
        seen |= set(phone.options.values())
    assert {"edit:applicant_name", "edit:wants_child_card", "slot:more:FORM_F201"} <= seen


def test_back_leads_to_the_question_before(phone: Phone) -> None:
    introduces_herself(phone).taps("Lewat WhatsApp").says("kembali")
    assert "dokumen diserahkan" in phone.last
    phone.taps("Ambil di kantor")
    assert phone.intents[-1] == GiveAnswers({"delivery_method": "AMBIL_DI_KANTOR"}, "app-1")
    assert "Hubungan pelapor" in phone.last


def test_back_at_the_first_question_stays_there(phone: Phone) -> None:
    agrees(phone).says("akta kelahiran", "kembali")
    assert "pertanyaan pertama" in phone.last
    assert "nama lengkap pemohon" in phone.last


def test_repeat_asks_the_same_again(phone: Phone) -> None:
    introduces_herself(phone)
    before = phone.replies
    assert phone.says("ulang").replies == before


def test_help_explains_and_goes_on(phone: Phone) -> None:
    introduces_herself(phone).says("bantuan")
    assert "*kembali* ke pertanyaan sebelumnya" in phone.last
    assert "dokumen diserahkan" in phone.last


def test_cancelling_needs_a_second_word(phone: Phone) -> None:
    answers_for_a_birth(phone).says("batal").taps("Tidak, lanjut")
    assert "F-2.01" in phone.last
    phone.says("batal").taps("Ya, batalkan")
    assert phone.intents[-1] == CancelApplication("app-1")
    assert phone.state.step is Step.MENU


def test_cancelling_before_there_is_an_application_leaves_no_trace(phone: Phone) -> None:
    agrees(phone).says("akta kelahiran", "Siti Contoh", "batal", "ya")
    assert phone.intents == []
    assert "tidak jadi dibuat" in phone.last
    assert phone.state.answers == {}


def test_a_submitted_application_can_be_withdrawn_by_word(phone: Phone) -> None:
    has_submitted(phone).says("batal")
    assert "DJ-2026-0001" in phone.last
    phone.says("ya")
    assert phone.intents[-1] == CancelApplication("app-1")


def test_with_several_applications_the_citizen_chooses_which_to_withdraw(phone: Phone) -> None:
    has_submitted(phone)
    other = replace(phone.application, id="app-2", number="DJ-2026-0002")
    phone.world = replace(phone.world, applications=(*phone.world.applications, other))
    phone.says("batal").taps("DJ-2026-0002").taps("Ya, batalkan")
    assert phone.intents[-1] == CancelApplication("app-2")


def test_nothing_to_cancel_is_said_so(phone: Phone) -> None:
    assert "Tidak ada permohonan" in agrees(phone).says("batal").last


def test_going_on_instead_of_confirming_keeps_the_application(phone: Phone) -> None:
    introduces_herself(phone).says("batal", "1")
    assert isinstance(phone.intents[-1], GiveAnswers)
    assert phone.state.cancelling is None


@pytest.mark.parametrize(
    "choice",
    ["draft:ok:app-1", "visit:app-1:x", "resume:other", "complete:app-1", "submit", "slot:skip",
     "answer:has_birth_letter:true", "edit:applicant_name", "service:SIM", "group:X", "nonsense",
     "cancel:yes", "cancel:other"],
)  # fmt: skip
def test_an_old_button_does_nothing_and_says_so(choice: str, phone: Phone) -> None:
    has_submitted(phone)
    before = list(phone.intents)
    phone.presses(choice)
    assert phone.intents == before
    assert "sudah lewat" in phone.last or "tidak jadi dibuat" in phone.last


def test_a_button_of_an_earlier_question_does_not_answer_the_present_one(phone: Phone) -> None:
    introduces_herself(phone).taps("Lewat WhatsApp").presses("answer:delivery_method:EMAIL")
    assert "sudah lewat" in phone.last
    assert "Hubungan pelapor" in phone.last


def test_what_is_not_understood_twice_names_the_officers(phone: Phone) -> None:
    agrees(phone).says("xyzzy")
    assert "belum kami mengerti" in phone.last
    assert "Petugas pelayanan" not in phone.last
    assert "Petugas pelayanan" in phone.says("plugh").last
    assert isinstance(phone.replies[-1], ListReply)


def test_two_wrong_answers_in_a_row_name_the_officers_and_a_right_one_forgets_them(
    phone: Phone,
) -> None:
    agrees(phone).says("akta kelahiran", "Siti Contoh", "1", "2")
    assert "Petugas pelayanan" in phone.last
    phone.says(NIK, "3")
    assert "Petugas pelayanan" not in phone.last


def test_a_voice_note_is_answered_with_what_can_be_read(phone: Phone) -> None:
    introduces_herself(phone).sends(Unsupported("audio"))
    assert "hanya tulisan, foto" in phone.last
    assert "dokumen diserahkan" in phone.last


def test_another_language_falls_back_to_indonesian(phone: Phone) -> None:
    agrees(phone).says("bahasa banjar").says("xyzzy")
    assert "balum paham" in phone.last
    assert "Silakan pilih layanan" in phone.last


def test_the_same_message_in_the_same_state_leads_to_the_same_turn(phone: Phone) -> None:
    answers_for_a_birth(phone)
    for said in ("kembali", "status", "batal", "selesai"):
        before = phone.state
        phone.says(said)
        repeated = Phone(phone.world.catalogue, phone.world.messages)
        repeated.state, repeated.world = before, phone.world
        assert repeated.says(said).replies == phone.replies


def test_a_state_of_an_older_version_is_read_with_defaults() -> None:
    state = ConversationState.from_json({"step": "MENU", "greeted": True, "gone": 1})
    assert state == ConversationState(step=Step.MENU, greeted=True)


def test_an_empty_message_is_answered_like_any_other(phone: Phone) -> None:
    assert "UU 27/2022" in phone.says("", "   ").last
    assert isinstance(phone.says("ya").says("").replies[0], ListReply)

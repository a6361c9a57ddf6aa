"""Papers by chat: files in a bunch, by name, too early, too many, useless."""

from dataclasses import replace

from api.domain.conversation_values import (
    FileAccepted,
)
from tests.unit.chat import (
    NIK,
    NKK,
    Phone,
    agrees,
    answers_for_a_birth,
    attached,
)


def test_files_sent_in_a_bunch_take_one_slot_after_another(phone: Phone) -> None:
    answers_for_a_birth(phone)
    media = [phone.sends_file() for _ in range(3)]
    assert phone.replies == ()
    assert attached(phone) == ["FORM_F201", "SURAT_KETERANGAN_LAHIR", "BUKU_NIKAH_ORTU"]
    phone.file_is_kept(media[1]).file_is_kept(media[0])
    assert "F-2.01" in phone.last
    assert "Kirim" not in phone.last
    phone.file_is_kept(media[2], pages=2)
    assert "(2 halaman)" in phone.last
    assert "Kirim *Kartu Keluarga*" in phone.last


def test_a_caption_names_the_slot(phone: Phone) -> None:
    answers_for_a_birth(phone).sends_file("kartu keluarga")
    assert attached(phone) == ["KK"]


def test_another_paper_may_be_asked_for_first(phone: Phone) -> None:
    answers_for_a_birth(phone).says("Kartu Keluarga")
    assert "Kirim *Kartu Keluarga*" in phone.last
    phone.photographs()
    assert attached(phone) == ["KK"]
    assert "F-2.01" in phone.last


def test_a_second_page_goes_to_the_paper_before(phone: Phone) -> None:
    answers_for_a_birth(phone).photographs(2).taps("Tambah halaman")
    assert "halaman berikutnya untuk *Surat keterangan kelahiran*" in phone.last
    phone.photographs(2)
    assert attached(phone) == [
        "FORM_F201",
        "SURAT_KETERANGAN_LAHIR",
        "SURAT_KETERANGAN_LAHIR",
        "BUKU_NIKAH_ORTU",
    ]


def test_a_file_that_cannot_be_used_is_asked_for_again_with_the_reason(phone: Phone) -> None:
    answers_for_a_birth(phone).photographs()
    phone.file_is_refused(phone.sends_file(), "Fotonya tidak utuh. Kirim ulang.")
    assert "*Surat keterangan kelahiran* belum dapat dipakai. Fotonya tidak utuh" in phone.last
    assert "Kirim *Surat keterangan kelahiran*" in phone.last
    phone.photographs()
    assert attached(phone)[1:] == ["SURAT_KETERANGAN_LAHIR", "SURAT_KETERANGAN_LAHIR"]


def test_words_between_files_are_answered_while_they_are_looked_at(phone: Phone) -> None:
    answers_for_a_birth(phone).sends_file()
    phone.says("sudah masuk?")
    assert "sedang kami periksa" in phone.last


def test_files_that_never_came_through_are_asked_for_again(phone: Phone) -> None:
    answers_for_a_birth(phone).photographs(3)
    phone.sends_file()
    phone.says("lewati")
    assert "ketik *ulang*" in phone.last
    assert "Kirim *Kartu Keluarga*" in phone.says("ulang").last


def test_a_file_before_its_time_is_not_taken_and_not_passed_over_in_silence(
    phone: Phone,
) -> None:
    agrees(phone).sends_file()
    assert "pilih dahulu layanannya" in phone.last
    phone.says("akta kelahiran", "Siti Contoh", NIK, NKK, "Paringin").sends_file()
    assert "belum kami simpan" in phone.last
    assert "dokumen diserahkan" in phone.last
    assert attached(phone) == []


def test_a_file_too_many_is_not_taken(phone: Phone) -> None:
    answers_for_a_birth(phone).photographs(4).taps("Lewati")
    phone.sends_file()
    assert "sudah lengkap" in phone.last
    assert len(attached(phone)) == 4


def test_a_receipt_for_an_unknown_file_changes_nothing(phone: Phone) -> None:
    answers_for_a_birth(phone)
    before = phone.state
    phone.sends(FileAccepted("never-sent", "attachment", "image/png"))
    assert (phone.state, phone.replies) == (before, ())


def test_a_paper_that_is_a_form_comes_with_the_address_of_its_blank_sheet(phone: Phone) -> None:
    phone.world = replace(phone.world, blank_form=lambda service, code: f"https://x/{code}.pdf")

    answers_for_a_birth(phone)

    assert "Kirim *Formulir F-2.01" in phone.last
    assert phone.last.endswith("Formulir kosong untuk dicetak: https://x/F-2.01.pdf")
    phone.photographs()
    assert "Formulir kosong" not in phone.last  # a birth letter is no form of ours

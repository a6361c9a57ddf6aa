"""The laws of the house: each guard of the workflow table as one pure question to the case."""

from collections.abc import Callable, Iterator

from api.domain.case import Case, Document, Slot
from api.domain.errors import Refusal
from api.domain.values import Actor, DocumentStatus, Medium, Role, Verdict
from api.domain.words import Guard

Law = Callable[[Case, Actor, Document | None], bool]
SIGNING = (DocumentStatus.SIGNING, DocumentStatus.SIGN_UNKNOWN)


def refusals(
    guards: tuple[Guard, ...], case: Case, actor: Actor, document: Document | None = None
) -> tuple[Refusal, ...]:
    """Return why the guards say no, in the table's order; nothing when the way is free."""
    return tuple(
        Refusal(guard.value, SENTENCES[guard])
        for guard in guards
        if not LAWS[guard](case, actor, document)
    )


def open_groups(case: Case) -> Iterator[tuple[Slot, ...]]:
    """Yield each requirement that must be met, alternatives together."""
    groups: dict[str, list[Slot]] = {}
    for slot in case.slots:
        if slot.is_asked:
            groups.setdefault(slot.group or f"={slot.code}", []).append(slot)
    yield from (tuple(slots) for slots in groups.values())


def _slots_filled(case: Case, _: Actor, __: Document | None) -> bool:
    return all(any(slot.is_filled for slot in group) for group in open_groups(case))


def _all_accepted(case: Case, _: Actor, __: Document | None) -> bool:
    given = (s for s in case.slots if s.attachments and s.needed is not False)
    met = all(any(s.verdict is Verdict.ACCEPTED for s in group) for group in open_groups(case))
    return met and all(s.verdict is Verdict.ACCEPTED and not s.fresh for s in given)


def _refused_replaced(case: Case, _: Actor, __: Document | None) -> bool:
    papers = (s for s in case.slots if s.verdict is Verdict.REFUSED and s.needed is not False)
    return all(slot.fresh for slot in papers) and all(a.fresh for a in case.refused_answers)


def _something_refused(case: Case, _: Actor, __: Document | None) -> bool:
    is_paper = any(s.verdict is Verdict.REFUSED and not s.fresh for s in case.slots)
    return is_paper or any(not answer.fresh for answer in case.refused_answers)


def _in_jurisdiction(case: Case, actor: Actor, _: Document | None) -> bool:
    district = case.application.district_code
    return not actor.districts or district is None or district in actor.districts


def _not_own_household(case: Case, actor: Actor, _: Document | None) -> bool:
    if actor.nik_key is None:
        return True
    known = {*(case.application.household or ()), case.application.applicant_key}
    return actor.nik_key not in known


def _claimant(case: Case, actor: Actor, _: Document | None) -> bool:
    return case.application.claimed_by == actor.human_id


def _claim_may_end(case: Case, actor: Actor, _: Document | None) -> bool:
    until = case.application.claimed_until
    return _claimant(case, actor, None) or (until is not None and until <= case.now)


def _household_known(case: Case, _: Actor, __: Document | None) -> bool:
    return case.application.household is not None


def _late_and_undecided(case: Case, actor: Actor, _: Document | None) -> bool:
    late = case.late_needs_decision and case.reported_late is True
    return late and case.application.late_decision is None


def _late_report_decided(case: Case, actor: Actor, _: Document | None) -> bool:
    return not _late_and_undecided(case, actor, None)


def _renderings_stored(case: Case, _: Actor, __: Document | None) -> bool:
    pdfs = [d for d in case.counting if d.medium is Medium.PDF]
    return bool(case.counting) and all(d.final_sha256 for d in pdfs)


def _draft_answered(case: Case, _: Actor, __: Document | None) -> bool:
    application = case.application
    if not case.policy.draft_confirmation or application.draft_answer == "CONFIRMED":
        return True
    shown = application.draft_shown_at
    if shown is None:
        return False
    return (case.now - shown).total_seconds() >= case.policy.draft_answer_hours * 3600


def _bytes_are_verified(_: Case, __: Actor, document: Document | None) -> bool:
    return (
        document is not None
        and bool(document.verified_sha256)
        and (document.verified_sha256 == document.final_sha256)
    )


def _number_unchanged(case: Case, actor: Actor, _: Document | None) -> bool:
    decided = actor.role is Role.SERVICE_OFFICER  # the officer's decision is the act itself
    return decided or case.application.number_changed_at is None


def _slot_open(case: Case, actor: Actor, _: Document | None) -> bool:
    if actor.role is not Role.APPLICANT or case.application.first_submitted_at is None:
        return True
    return any(slot.verdict is Verdict.REFUSED for slot in case.slots) or bool(
        [g for g in open_groups(case) if not any(slot.is_filled for slot in g)]
    )


def _pickup_in_order(case: Case, actor: Actor, document: Document | None) -> bool:
    if document is None or document.medium is Medium.CARD:
        return actor.role is Role.SERVICE_OFFICER  # somebody printed the card and holds it
    return True


def _expiry_due(case: Case, _: Actor, __: Document | None) -> bool:
    due = case.application.expires_at
    return due is not None and due <= case.now


LAWS: dict[Guard, Law] = {
    Guard.PURPOSE_NOTICED: lambda case, actor, document: True,  # asked of the input at CREATE
    Guard.SLOT_OPEN: _slot_open,
    Guard.DECIDING_QUESTIONS_ANSWERED: lambda case, actor, document: not case.undecided,
    Guard.SLOTS_FILLED: _slots_filled,
    Guard.IN_JURISDICTION: _in_jurisdiction,
    Guard.NOT_OWN_HOUSEHOLD: _not_own_household,
    Guard.HOUSEHOLD_KNOWN: _household_known,
    Guard.CLAIM_MAY_END: _claim_may_end,
    Guard.CLAIMANT: _claimant,
    Guard.SOMETHING_REFUSED: _something_refused,
    Guard.REFUSED_REPLACED: _refused_replaced,
    Guard.ALL_ACCEPTED: _all_accepted,
    Guard.LATE_AND_UNDECIDED: _late_and_undecided,
    Guard.LATE_REPORT_DECIDED: _late_report_decided,
    Guard.ANSWERS_COMPLETE: lambda case, actor, document: not case.missing,
    Guard.NOT_YET_ACCEPTED: lambda case, actor, document: not case.counting,
    Guard.RENDERINGS_STORED: _renderings_stored,
    Guard.DRAFT_POLICY_ON: lambda case, actor, document: case.policy.draft_confirmation,
    Guard.DRAFT_NOT_DISPUTED: lambda case, actor, document: (
        case.application.draft_answer != "DISPUTED"
    ),
    Guard.DRAFT_ANSWERED: _draft_answered,
    Guard.NOT_THE_OPERATOR: lambda case, actor, document: (
        actor.human_id != case.application.operator_id
    ),
    Guard.NOT_THE_VERIFIER: lambda case, actor, document: (
        actor.human_id != case.application.verifier_id
    ),
    Guard.IN_VERIFIERS_HALF: lambda case, actor, document: (
        not actor.scopes or case.half.value in actor.scopes
    ),
    Guard.NO_SIGNING_UNDER_WAY: lambda case, actor, document: (
        not any(d.status in SIGNING for d in case.documents)
    ),
    Guard.NO_UPLOAD_PROMISED: lambda case, actor, document: (
        not any(d.upload_promised for d in case.counting)
    ),
    Guard.NOTHING_SIGNED: lambda case, actor, document: (
        not any(d.signed_sha256 for d in case.counting)
    ),
    Guard.EXPIRY_DUE: _expiry_due,
    Guard.BYTES_ARE_VERIFIED: _bytes_are_verified,
    Guard.SIGNER_IS_SIGNATORY: lambda case, actor, document: (
        document is not None and document.signatory_id == actor.human_id
    ),
    Guard.SIGNATURE_ACCEPTED: lambda case, actor, document: (
        document is not None and bool(document.signed_sha256)
    ),
    Guard.UPLOAD_NOT_PROMISED: lambda case, actor, document: (
        document is not None and not document.upload_promised
    ),
    Guard.NUMBER_UNCHANGED: _number_unchanged,
    Guard.PICKUP_IN_ORDER: _pickup_in_order,
    Guard.SIAK_BY_HAND: lambda case, actor, document: case.policy.siak_by_hand,
    Guard.THE_OPERATOR: lambda case, actor, document: (
        actor.human_id == case.application.operator_id
    ),
}

SENTENCES: dict[Guard, str] = {
    Guard.PURPOSE_NOTICED: (
        "Pemohon belum menyetujui pemberitahuan tujuan pemakaian data. Sampaikan dahulu, "
        "lalu isi `purposeNoticed: true`."
    ),
    Guard.SLOT_OPEN: (
        "Berkas tidak dapat ditambah sekarang. Setelah diajukan, hanya berkas yang ditolak "
        "yang dapat diganti."
    ),
    Guard.DECIDING_QUESTIONS_ANSWERED: (
        "Masih ada pertanyaan penentu persyaratan yang belum dijawab. Jawab dahulu "
        "(`missingAnswers`)."
    ),
    Guard.SLOTS_FILLED: (
        "Masih ada persyaratan wajib yang belum dilengkapi. Lihat `missingRequirements`."
    ),
    Guard.IN_JURISDICTION: "Permohonan ini di luar kecamatan tugas Anda.",
    Guard.NOT_OWN_HOUSEHOLD: (
        "Permohonan keluarga sendiri tidak boleh Anda proses. Mintalah rekan lain."
    ),
    Guard.HOUSEHOLD_KNOWN: (
        "Anggota keluarga menurut SIAK belum diketahui, sehingga pemisahan tugas belum dapat "
        "dipastikan. Tunggu jawaban SIAK."
    ),
    Guard.CLAIM_MAY_END: "Permohonan sedang dipegang petugas lain dan waktunya belum habis.",
    Guard.CLAIMANT: (
        "Permohonan ini tidak sedang Anda pegang. Ambil dahulu, atau hubungi pemegangnya."
    ),
    Guard.SOMETHING_REFUSED: (
        "Belum ada berkas atau jawaban yang ditolak. Nilai persyaratan yang kurang dahulu, atau "
        "sebutkan jawaban yang harus dibetulkan."
    ),
    Guard.REFUSED_REPLACED: "Berkas atau jawaban yang ditolak belum semuanya diganti.",
    Guard.ALL_ACCEPTED: "Belum semua persyaratan dinyatakan diterima.",
    Guard.LATE_AND_UNDECIDED: (
        "Tidak ada keputusan keterlambatan yang diperlukan, atau keputusan sudah ada."
    ),
    Guard.LATE_REPORT_DECIDED: (
        "Pelaporan melampaui batas waktu. Perlu keputusan Kepala Dinas dahulu."
    ),
    Guard.ANSWERS_COMPLETE: (
        "Data untuk SIAK belum lengkap. Isi jawaban yang tercantum pada `missingAnswers`."
    ),
    Guard.NOT_YET_ACCEPTED: "SIAK sudah menerima entri ini.",
    Guard.RENDERINGS_STORED: "Dokumen akhir belum selesai dibuat. Tunggu sebentar.",
    Guard.DRAFT_POLICY_ON: "Konfirmasi draf oleh pemohon tidak diaktifkan di kantor ini.",
    Guard.DRAFT_NOT_DISPUTED: (
        "Pemohon menyatakan draf keliru. Perbaiki entri (REVISE_ENTRY) dahulu."
    ),
    Guard.DRAFT_ANSWERED: "Pemohon belum menjawab draf dan waktunya belum habis.",
    Guard.NOT_THE_OPERATOR: (
        "Anda yang memasukkan data permohonan ini; pemeriksanya harus orang lain."
    ),
    Guard.NOT_THE_VERIFIER: (
        "Anda yang memverifikasi permohonan ini; penanda tangannya harus orang lain."
    ),
    Guard.IN_VERIFIERS_HALF: "Layanan ini bukan bidang verifikasi Anda.",
    Guard.NO_SIGNING_UNDER_WAY: (
        "Ada dokumen yang sedang ditandatangani atau belum jelas hasilnya. Selesaikan dahulu."
    ),
    Guard.NO_UPLOAD_PROMISED: "Dokumen bertanda tangan sudah dijanjikan untuk diunggah ke SIAK.",
    Guard.NOTHING_SIGNED: "Sudah ada dokumen yang ditandatangani; tidak dapat dibatalkan.",
    Guard.EXPIRY_DUE: "Batas waktunya belum lewat.",
    Guard.BYTES_ARE_VERIFIED: (
        "Isi dokumen tidak sama dengan yang diverifikasi. Kembalikan ke verifikator."
    ),
    Guard.SIGNER_IS_SIGNATORY: (
        "Penanda tangan yang tercantum pada dokumen bukan Anda. Kembalikan ke verifikator agar "
        "dibuat ulang."
    ),
    Guard.SIGNATURE_ACCEPTED: "Tanda tangan pada berkas belum dinyatakan sah.",
    Guard.UPLOAD_NOT_PROMISED: "Unggahan ke SIAK sudah dijadwalkan.",
    Guard.NUMBER_UNCHANGED: (
        "Nomor WhatsApp pemohon berubah sejak pengajuan. Petugas harus memutuskan cara penyerahan."
    ),
    Guard.PICKUP_IN_ORDER: "Kartu harus dicetak petugas sebelum siap diambil.",
    Guard.SIAK_BY_HAND: (
        "Kantor ini memakai antarmuka SIAK; jawaban SIAK datang sendiri dan tidak diketik. "
        "Tunggu jawabannya, atau lihat `effects`."
    ),
    Guard.THE_OPERATOR: (
        "Jawaban SIAK diketik oleh operator yang memasukkan datanya. Bila ia berhalangan, catat "
        "penolakan (`recordSiakRefusal`), lalu masukkan sendiri."
    ),
}


def _check() -> None:
    """Refuse to start when a guard has no law or no sentence."""
    without = [guard for guard in Guard if guard not in LAWS or guard not in SENTENCES]
    if without:
        raise ValueError(f"guards without a law or a sentence: {without}")


_check()

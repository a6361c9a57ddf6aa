"""Words of the workflow: statuses, roles, actions, and the people who act."""

from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """Where an application (`permohonan`) stands; what the citizen is told is derived from it."""

    DRAFT = "DRAFT"  # draf
    SUBMITTED = "SUBMITTED"  # diajukan
    UNDER_REVIEW = "UNDER_REVIEW"  # diperiksa
    NEEDS_COMPLETION = "NEEDS_COMPLETION"  # perlu dilengkapi
    COMPLETE = "COMPLETE"  # lengkap
    AWAITING_ATTENDANCE = "AWAITING_ATTENDANCE"  # menunggu hadir
    IN_SIAK_ENTRY = "IN_SIAK_ENTRY"  # diproses
    DRAFTED = "DRAFTED"  # draf siap
    AWAITING_VERIFICATION = "AWAITING_VERIFICATION"  # menunggu verifikasi
    AWAITING_SIGNATURE = "AWAITING_SIGNATURE"  # menunggu TTE
    SIGNED = "SIGNED"  # ditandatangani
    UPLOADED = "UPLOADED"  # diunggah
    ISSUED = "ISSUED"  # terbit
    READY_FOR_PICKUP = "READY_FOR_PICKUP"  # siap diambil
    COMPLETED = "COMPLETED"  # selesai
    REJECTED = "REJECTED"  # ditolak
    CANCELLED = "CANCELLED"  # dibatalkan
    EXPIRED = "EXPIRED"  # kedaluwarsa


class DocumentStatus(StrEnum):
    """Where one document (`dokumen`) of an application stands."""

    DRAFTED = "DRAFTED"  # draf
    VERIFIED = "VERIFIED"  # terverifikasi
    SIGNING = "SIGNING"  # sedang ditandatangani
    SIGN_UNKNOWN = "SIGN_UNKNOWN"  # hasil tanda tangan belum diketahui
    SIGNED = "SIGNED"  # ditandatangani
    UPLOADED = "UPLOADED"  # diunggah
    ISSUED = "ISSUED"  # terbit, berlaku
    READY_FOR_PICKUP = "READY_FOR_PICKUP"  # siap diambil
    DELIVERED = "DELIVERED"  # terkirim
    COLLECTED = "COLLECTED"  # diambil
    SUPERSEDED = "SUPERSEDED"  # tidak berlaku, diganti
    ANNULLED = "ANNULLED"  # dibatalkan


class Medium(StrEnum):
    """What a document is made of: a signed PDF, or a card printed at the office."""

    PDF = "PDF"
    CARD = "CARD"


class Mode(StrEnum):
    """How far a service can be had by WhatsApp."""

    FULL = "FULL"
    FULL_WITH_PICKUP = "FULL_WITH_PICKUP"
    PREREGISTRATION = "PREREGISTRATION"
    INTAKE_THEN_OFFICE = "INTAKE_THEN_OFFICE"


class Role(StrEnum):
    """In which capacity somebody acts."""

    APPLICANT = "APPLICANT"  # pemohon, atau perantara (aparat desa) baginya
    SERVICE_OFFICER = "SERVICE_OFFICER"  # petugas pelayanan
    DATA_ENTRY_OPERATOR = "DATA_ENTRY_OPERATOR"  # operator data entry
    VERIFIER = "VERIFIER"  # verifikator
    HEAD_OF_OFFICE = "HEAD_OF_OFFICE"  # kepala dinas
    SERVICE_ACCOUNT = "SERVICE_ACCOUNT"  # sistem lain, atas nama seseorang
    SYSTEM = "SYSTEM"  # layanan ini sendiri
    SIAK = "SIAK"  # SIAK
    ADMINISTRATOR = "ADMINISTRATOR"  # administrator
    AUDITOR = "AUDITOR"  # auditor


class Action(StrEnum):
    """What somebody may do to an application."""

    CREATE = "CREATE"
    RECORD_ANSWERS = "RECORD_ANSWERS"
    ATTACH = "ATTACH"
    SUBMIT = "SUBMIT"
    CLAIM = "CLAIM"
    RELEASE = "RELEASE"
    REVIEW_REQUIREMENT = "REVIEW_REQUIREMENT"
    REQUEST_COMPLETION = "REQUEST_COMPLETION"
    RESUBMIT = "RESUBMIT"
    REJECT = "REJECT"
    CONFIRM_COMPLETE = "CONFIRM_COMPLETE"
    SCHEDULE_ATTENDANCE = "SCHEDULE_ATTENDANCE"
    RECORD_ATTENDANCE = "RECORD_ATTENDANCE"
    DECIDE_LATE_REPORT = "DECIDE_LATE_REPORT"
    ENTER_INTO_SIAK = "ENTER_INTO_SIAK"
    SIAK_REFUSE = "SIAK_REFUSE"
    SIAK_ACCEPT = "SIAK_ACCEPT"
    FINISH_DRAFTS = "FINISH_DRAFTS"
    CONFIRM_DRAFT = "CONFIRM_DRAFT"
    DISPUTE_DRAFT = "DISPUTE_DRAFT"
    REVISE_ENTRY = "REVISE_ENTRY"
    SUBMIT_FOR_VERIFICATION = "SUBMIT_FOR_VERIFICATION"
    RETURN_TO_OPERATOR = "RETURN_TO_OPERATOR"
    VERIFY = "VERIFY"
    RETURN_TO_VERIFIER = "RETURN_TO_VERIFIER"
    ISSUE = "ISSUE"
    CANCEL = "CANCEL"
    EXPIRE = "EXPIRE"


class DocumentAction(StrEnum):
    """What somebody may do to one document."""

    BEGIN_SIGN = "BEGIN_SIGN"
    FINISH_SIGN = "FINISH_SIGN"
    FAIL_SIGN = "FAIL_SIGN"
    LOSE_SIGN = "LOSE_SIGN"
    UPLOAD_TO_SIAK = "UPLOAD_TO_SIAK"
    CONFIRM_UPLOAD = "CONFIRM_UPLOAD"
    DELIVER = "DELIVER"
    CONFIRM_DELIVERY = "CONFIRM_DELIVERY"
    FAIL_DELIVERY = "FAIL_DELIVERY"
    PREPARE_PICKUP = "PREPARE_PICKUP"
    COLLECT = "COLLECT"
    SUPERSEDE = "SUPERSEDE"
    ANNUL = "ANNUL"


class Scope(StrEnum):
    """Which half of the registry a verifier answers for."""

    CIVIL_REGISTRATION = "CIVIL_REGISTRATION"  # pencatatan sipil
    POPULATION_REGISTRATION = "POPULATION_REGISTRATION"  # pendaftaran penduduk


class Channel(StrEnum):
    """By which way an application came in."""

    WHATSAPP = "WHATSAPP"
    COUNTER = "COUNTER"  # loket
    INTERMEDIARY = "INTERMEDIARY"  # perantara
    INTEGRATION = "INTEGRATION"  # sistem lain


class DeliveryMethod(StrEnum):
    """How the citizen wants the documents."""

    WHATSAPP = "WHATSAPP"
    EMAIL = "EMAIL"
    AMBIL_DI_KANTOR = "AMBIL_DI_KANTOR"
    AMBIL_DI_KECAMATAN = "AMBIL_DI_KECAMATAN"
    ANTAR_PETUGAS = "ANTAR_PETUGAS"  # an officer brings it

    @property
    def is_by_hand(self) -> bool:
        """Tell whether somebody hands the document over."""
        return self not in (DeliveryMethod.WHATSAPP, DeliveryMethod.EMAIL)


class Verdict(StrEnum):
    """What the service officer said of one requirement."""

    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"


@dataclass(frozen=True)
class Actor:
    """Who acts, in which role, and for whom: what every guard and every log line needs to know."""

    id: str  # of the principal, or of the citizen's channel
    role: Role
    human_id: str  # the person behind it; differs from `id` for service accounts
    districts: frozenset[str] = frozenset()  # jurisdiction; empty is the whole regency
    scopes: frozenset[str] = frozenset()  # of a service account, or a verifier's half
    nik_key: str | None = None  # keyed hash of the person's own NIK
    held_roles: frozenset[Role] = field(default_factory=frozenset)
    in_office: bool = True  # False: somebody else signs for the office today

    @property
    def is_machine(self) -> bool:
        """Tell whether no person stands behind this act."""
        return self.role in (Role.SYSTEM, Role.SIAK)


SYSTEM = Actor(id="system", role=Role.SYSTEM, human_id="system")
SIAK = Actor(id="siak", role=Role.SIAK, human_id="siak")

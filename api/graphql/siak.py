"""SIAK's data beside an application: who the applicant is to it, and what differs from answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import strawberry

from api.domain.comparison import (
    AlreadyRegistered,
    Comparison,
    Extent,
    IdentityStatus,
    PersonCompared,
    PersonStatus,
)
from api.domain.identity import mask_number
from api.domain.likeness import Likeness
from api.graphql.context import Info
from api.graphql.enum_kinds import described
from api.graphql.fields import field
from api.usecases.comparison import compare_with_siak
from api.usecases.desk import OFFICERS
from api.usecases.reading import ApplicationRow
from api.usecases.soon import Pending

Row = strawberry.Parent[ApplicationRow]

described(
    Extent,
    "SiakComparisonStatus",
    "How much could be compared with SIAK.",
    {
        "COMPARED": "Everybody named was looked up.",
        "PARTLY": "For some SIAK did not answer in time; their `isFound` is null.",
        "UNAVAILABLE": "SIAK did not answer; ask again later, the rest of the page stands.",
        "BY_HAND": "This office has no interface to SIAK; look there yourself.",
    },
)
described(
    Likeness,
    "ComparisonVerdict",
    "How what was said compares with what is registered.",
    {
        "AGREES": "The same; case, spaces and titles (`gelar`) do not count.",
        "NEARLY": "Spelled or typed differently; SIAK would refuse it as it is.",
        "DIFFERS": "Something else.",
        "NOT_SAID": "Nobody answered; `prefillFromSiak` can.",
        "NOT_REGISTERED": "SIAK has nothing to compare with.",
    },
)
described(
    PersonStatus,
    "RegisteredPersonStatus",
    "How somebody stands in SIAK.",
    {
        "ACTIVE": "A living resident (`aktif`).",
        "DECEASED": "Dead (`meninggal`).",
        "MOVED": "Moved away (`pindah`).",
        "IN_LIMBO": "Move certificate (`SKPWNI`) issued, arrival not reported yet.",
        "INACTIVE": "Double or blocked (`nonaktif`).",
    },
)
described(
    IdentityStatus,
    "ApplicantIdentityStatus",
    "What SIAK says of the applicant's name, NIK and family card number together.",
    {
        "MATCHED": "All three agree.",
        "NEARLY": "The name is spelled differently, or SIAK has no family card for them.",
        "NAME_DIFFERS": "The NIK is somebody else's, or the name is wrong.",
        "FAMILY_DIFFERS": "The person stands on another family card (`KK`).",
        "NIK_UNKNOWN": "Nobody has this NIK.",
        "NIK_INACTIVE": "Deceased, moved away, double or blocked.",
        "IN_LIMBO": "Move certificate (`SKPWNI`) issued, arrival not reported yet.",
    },
)

SENTENCES: Final[Mapping[IdentityStatus, str]] = {
    IdentityStatus.MATCHED: "NIK, nama dan nomor KK pemohon cocok dengan SIAK.",
    IdentityStatus.NEARLY: "NIK pemohon ada di SIAK; ejaan nama atau KK-nya perlu dilihat lagi.",
    IdentityStatus.NAME_DIFFERS: "Nama pada NIK ini di SIAK berbeda. Cocokkan dengan KTP-el.",
    IdentityStatus.FAMILY_DIFFERS: "Menurut SIAK pemohon tercatat pada KK lain. Minta KK terbaru.",
    IdentityStatus.NIK_UNKNOWN: "NIK pemohon tidak ada di SIAK. Periksa angkanya pada KTP-el.",
    IdentityStatus.NIK_INACTIVE: "NIK pemohon tidak aktif di SIAK. Periksa sebabnya di SIAK.",
    IdentityStatus.IN_LIMBO: (
        "Pemohon dalam proses pindah; layanan lain menunggu kedatangannya dilaporkan."
    ),
}


@strawberry.type(description="What SIAK says of the applicant's (`pemohon`) identity.")
class ApplicantIdentity:
    """See the columns `identity_…`."""

    status: IdentityStatus = strawberry.field(description="In one word.")
    checked_at: datetime = strawberry.field(description="When SIAK said so.")
    message: str = strawberry.field(description="In a sentence, in Indonesian.")


@strawberry.type(description="One answer beside what SIAK has.")
class ComparedAnswer:
    """See `api.domain.comparison.Row`."""

    field: str = strawberry.field(description="The question's `name` in the catalogue.")
    label: str = strawberry.field(description="What it is about, in Indonesian.")
    said: str | None = strawberry.field(description="What was answered; null when nothing was.")
    registered: str | None = strawberry.field(description="What SIAK has; null when nothing.")
    verdict: Likeness = strawberry.field(description="How the two compare.")


@strawberry.type(description="Somebody the answers name, beside SIAK's record of them.")
class ComparedPerson:
    """See `api.domain.comparison.PersonCompared`."""

    role: str = strawberry.field(description="As whom they are named, for programs.")
    role_label: str = strawberry.field(description="The same in Indonesian.")
    nik_masked: str = strawberry.field(description="Their identity number, masked.")
    is_found: bool | None = strawberry.field(
        description="Whether SIAK knows the NIK; null when it did not answer."
    )
    status: PersonStatus | None = strawberry.field(description="How they stand in SIAK.")
    is_on_family_card: bool | None = strawberry.field(
        description="Whether they stand on the family card (`KK`) named; null where none was."
    )
    nik_warnings: list[str] = strawberry.field(
        description="Digits of the NIK that disagree with the record, in Indonesian. Normal: a "
        "NIK never changes (PP 40/2019 art. 30(2)); never a reason to refuse."
    )
    rows: list[ComparedAnswer] = strawberry.field(description="The answers about them.")


@strawberry.type(description="A sign that the event stands in SIAK already.")
class RegisteredSign:
    """See `api.domain.comparison.AlreadyRegistered`."""

    code: str = strawberry.field(description="Which sign, for programs.")
    message: str = strawberry.field(description="What it is, in Indonesian.")
    role: str = strawberry.field(description="Whom of those named it is about.")
    nik_masked: str = strawberry.field(description="Who shows it, masked.")
    name_verdict: Likeness | None = strawberry.field(
        description="How alike the names are, where somebody else's record is the sign."
    )


@strawberry.type(description="The answers beside what SIAK has, looked up now.")
class SiakComparison:
    """See `api.domain.comparison.Comparison`."""

    status: Extent = strawberry.field(description="How much could be compared.")
    checked_at: datetime | None = strawberry.field(description="When; null when it was not.")
    differences: int = strawberry.field(description="How many things to look at.")
    people: list[ComparedPerson] = strawberry.field(description="Those the answers name.")
    already_registered: list[RegisteredSign] = strawberry.field(
        description="Signs that the event stands in SIAK already."
    )


@strawberry.type(description="An application as SIAK sees it.")
class BesideSiak:
    """The part of an application that SIAK knows something about."""

    @field(
        "What SIAK says of the applicant (`pemohon`). Null while it was not asked, and unless you "
        "work on such applications.",
        kind=ApplicantIdentity | None,
    )
    @staticmethod
    def identity(root: Row, info: Info) -> ApplicantIdentity | None:
        """Return what was heard last."""
        if info.context.actor.role not in OFFICERS or not root.identity_status:
            return None
        status = IdentityStatus(root.identity_status)
        checked_at = root.identity_checked_at or root.updated_at
        return ApplicantIdentity(status=status, checked_at=checked_at, message=SENTENCES[status])

    @field(
        "The answers beside what SIAK has, looked up now: it may take a few seconds, and reading "
        "it is logged. Ask for it on one application. Null unless you work on such applications.",
        kind=SiakComparison | None,
    )
    @staticmethod
    async def siak_comparison(root: Row, info: Info) -> SiakComparison | None:
        """Compare, holding no transaction meanwhile."""
        context = info.context
        reader, is_officer = context.reader, context.actor.role in OFFICERS
        if not is_officer or not reader.may_read_personal_data(root, "siakComparison"):
            return None
        found = reader.case(root.id)
        case = await found if isinstance(found, Pending) else found
        if case is None:
            return None
        async with reader.away():
            comparison = await compare_with_siak(context.office, root.service_code, case.answers)
        return shown(comparison)


def shown(comparison: Comparison) -> SiakComparison:
    """Return a comparison as clients get it."""
    return SiakComparison(
        status=comparison.extent,
        checked_at=comparison.checked_at,
        differences=comparison.differences,
        people=[_person(each) for each in comparison.people],
        already_registered=[_sign(each) for each in comparison.already],
    )


def _person(person: PersonCompared) -> ComparedPerson:
    return ComparedPerson(
        role=person.role,
        role_label=person.label,
        nik_masked=mask_number(person.nik),
        is_found=person.found,
        status=person.status,
        is_on_family_card=person.family_card_agrees,
        nik_warnings=list(person.nik_warnings),
        rows=[
            ComparedAnswer(
                field=row.field,
                label=row.label,
                said=row.said,
                registered=row.registered,
                verdict=row.verdict,
            )
            for row in person.rows
        ],
    )


def _sign(sign: AlreadyRegistered) -> RegisteredSign:
    return RegisteredSign(
        code=sign.code,
        message=sign.message,
        role=sign.role,
        nik_masked=mask_number(sign.nik),
        name_verdict=sign.name,
    )

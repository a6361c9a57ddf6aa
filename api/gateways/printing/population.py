"""What the documents of population registration say: the family card."""

from api.domain.ports import Json, Page
from api.gateways.printing.content import Content
from api.gateways.printing.spelling import short_date

MEMBERS_PER_SHEET = 10


def family_card(content: Content, page: Page) -> Json:
    """Say who belongs to a family, ten members to a sheet."""
    members = [_member(record) for record in content.records("members")]
    starts = range(0, max(len(members), 1), MEMBERS_PER_SHEET)
    return {
        "title": f"Kartu Keluarga {page.number}",
        "number": page.number,
        "head": content.optional("head_name"),
        "address": content.text("address"),
        "rt_rw": f"{content.optional('rt')}/{content.optional('rw')}",
        "postal_code": content.optional("postal_code"),
        "village": content.text("village"),
        "district": content.text("district"),
        "regency": content.text("regency"),
        "province": content.text("province"),
        "issued_on": short_date(page.registration_date) if page.registration_date else "-",
        "sheets": [members[start : start + MEMBERS_PER_SHEET] for start in starts],
        "per_sheet": MEMBERS_PER_SHEET,
    }


def _member(record: Content) -> Json:
    return {
        "person": [
            record.text("name"),
            record.optional("nik"),
            record.sex().upper(),
            record.optional("birth_place"),
            record.short_day("birth_date"),
            record.label("religion"),
            record.label("education"),
            record.label("occupation"),
            record.label("blood_type"),
        ],
        "family": [
            record.label("marital_status"),
            record.short_day("marriage_date"),
            record.label("relation"),
            record.label("citizenship"),
            record.optional("passport"),
            record.optional("kitap"),
            record.optional("father_name"),
            record.optional("mother_name"),
        ],
    }

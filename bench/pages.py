"""What the benchmark asks and prints."""

from datetime import date, datetime

from api.domain.ports import Page, Signatory

PAGE = """
{ applications(first: 50, filter: {statuses: [SUBMITTED, UNDER_REVIEW]},
    orderBy: {field: SUBMITTED_AT, direction: ASC}) {
    nodes {
      id version number status submittedAt applicantNameMasked
      service { code shortName }
      assignment { officerName }
      requirements {
        requirement { code } isNeeded isFilled verdict attachments { mediaType pages }
      }
      history(last: 3) { nodes { action toStatus occurredAt } }
    }
} }
"""
MOVE = """
mutation M($input: {Name}ApplicationInput!) {{
  {name}Application(input: $input) {{ application {{ id version status }} errors {{ code }} }}
}}
"""
SIGNATORY = Signatory("kepala-1", "Kepala Dinas SIMULASI", "Kepala Dinas", "19700101 199001 1 9001")


def birth(number: int, now: datetime) -> Page:
    """Return a birth act with data of its own."""
    content = {
        "number": f"6311-LU-23112026-{9001 + number}",
        "nik": f"631106231126{9001 + number}",
        "name": f"CONTOH {number}",
        "sex": "L",
        "birth_place": "BALANGAN",
        "birth_date": "2026-11-01",
        "birth_order": 2,
        "father_name": "AYAH CONTOH",
        "mother_name": "IBU CONTOH",
        "wording": "ANAK_SUAMI_ISTRI",
        "registration_date": "2026-11-23",
    }
    url = f"http://127.0.0.1/v/{number:032d}"
    day = date(2026, 11, 23)
    return Page("AKTA_KELAHIRAN", content["number"], content, SIGNATORY, day, url, now)  # type: ignore[arg-type]

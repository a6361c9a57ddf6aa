"""What all specimens share: the signatories, the day, an address for the QR code, long names."""

from datetime import UTC, date, datetime

from api.domain.ports import Json, Page, Signatory

DAY = date(2026, 11, 20)
MADE_AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:8080/v/kQ3yX8mJb2Zt0aVqYwLr5uN1sEoPfHd7"
HEAD = Signatory(
    "kepala",
    "H. MUSTOFA CONTOH, S.Sos., M.AP.",
    "Kepala Dinas Kependudukan dan Pencatatan Sipil Kabupaten Balangan",
    "19700101 199503 1 001",
)
# the longest position there is: a delegate's own office below the one he acts for
DELEGATE = Signatory(
    "sekretaris",
    "Dra. Hj. NUR'AINI RAHMATULLAH AL-BANJARI CONTOH, M.Si., M.Kom.",
    "Plh. Kepala Dinas Kependudukan dan Pencatatan Sipil Kabupaten Balangan, "
    "Sekretaris Dinas Kependudukan dan Pencatatan Sipil",
    "19690417 199403 2 001",
)
# as long as a name may be (Permendagri 73/2022): many words, one word, hyphen and apostrophes
SIXTY = "MUHAMMAD ABDURRAHMAN AL-GHIFARI NUR'AINI PUTRA CONTOH BANJAR"
ONE_WORD = "CONTOHNAMASANGATPANJANGTANPASPASIYANGTETAPSATUKATASAJAADANYA"
OTHER_SIXTY = "SITI KHADIJATUL-KUBRA RAHMATUNNISA' BINTI ABDUL-MU'IN CONTOH"


def page(kind: str, number: str, content: Json, signatory: Signatory | None = HEAD) -> Page:
    """Return a page of a kind, made and registered on the specimens' day."""
    return Page(kind, number, content, signatory, DAY, ADDRESS, MADE_AT)

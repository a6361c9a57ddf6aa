"""Names as people spell them, dates and numbers as people mistype them."""

import pytest

from api.domain.likeness import Likeness, codes, compared, dates, names, numbers, places
from api.domain.registry import Element, ElementKind

AGREES, NEARLY, DIFFERS = Likeness.AGREES, Likeness.NEARLY, Likeness.DIFFERS


@pytest.mark.parametrize(
    ("said", "registered", "verdict"),
    [
        ("Siti  contoh", "SITI CONTOH", AGREES),
        ("Hj. Aminah Hayati", "AMINAH HAYATI", AGREES),
        ("Abdul Gazali, S.Pd", "ABDUL GAZALI", AGREES),
        ("Nu’man Sya‘ban", "NU'MAN SYA'BAN", AGREES),
        ("Noor Aida", "NURAIDA", NEARLY),
        ("Nor Hayati", "NUR HAYATI", NEARLY),
        ("M. Rizki", "MUHAMMAD RIZKI", NEARLY),
        ("Mohammad Rizky", "MUHAMMAD RIZKI", NEARLY),
        ("Akhmad Fauzi", "AHMAD FAUZI", NEARLY),
        ("Achmad Fauzi", "AHMAD FAUZI", NEARLY),
        ("Samsudin", "SYAMSUDDIN", NEARLY),
        ("St. Aminah", "SITI AMINAH", NEARLY),
        ("S. Aminah", "SITI AMINAH", NEARLY),
        ("Numan Syaban", "NU'MAN SYA'BAN", NEARLY),
        ("Rahmawaty", "RAHMAWATI", NEARLY),
        ("Rahmawti", "RAHMAWATI", NEARLY),
        ("Siti Amelia", "SITI AMINAH", DIFFERS),
        ("Budi", "BUDA", DIFFERS),
        ("Siti Aminah", "SITI AMINAH HAYATI", DIFFERS),
        ("M. Rizki", "MARDIANA SALEH", DIFFERS),
        ("H", "HJ", DIFFERS),
    ],
)
def test_a_name_agrees_is_near_or_differs(said: str, registered: str, verdict: Likeness) -> None:
    assert names(said, registered) is verdict
    assert names(registered, said) is verdict


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("1990-05-17", AGREES),
        ("1990-05-18", NEARLY),
        ("1991-05-17", NEARLY),
        ("1991-05-18", DIFFERS),
    ],
)
def test_a_date_is_near_when_one_part_is_wrong(said: str, verdict: Likeness) -> None:
    assert dates(said, "1990-05-17") is verdict


def test_a_date_is_near_when_day_and_month_changed_places() -> None:
    assert dates("1990-06-05", "1990-05-06") is NEARLY


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("6311060501809001", AGREES),
        ("6311060501809002", NEARLY),
        ("6311060510809001", NEARLY),
        ("6311060502809002", DIFFERS),
    ],
)
def test_a_number_is_near_after_one_slip(said: str, verdict: Likeness) -> None:
    assert numbers(said, "6311060501809001") is verdict


@pytest.mark.parametrize(
    ("said", "registered", "verdict"),
    [
        ("Kab. Balangan", "BALANGAN", AGREES),
        ("Paringin", "PARINGIN", AGREES),
        ("Paringn", "PARINGIN", NEARLY),
        ("Amuntai", "BARABAI", DIFFERS),
    ],
)
def test_the_kind_of_a_place_does_not_count(said: str, registered: str, verdict: Likeness) -> None:
    assert places(said, registered) is verdict


def test_a_code_is_compared_with_its_label_as_people_write_it() -> None:
    labels = {"PETANI_PEKEBUN": "PETANI/PEKEBUN", "WIRASWASTA": "WIRASWASTA"}
    assert codes(labels, "petani / pekebun", "PETANI_PEKEBUN") is AGREES
    assert codes(labels, "PETANI_PEKEBUN", "PETANI_PEKEBUN") is AGREES
    assert codes(labels, "WIRASWASTA", "PETANI_PEKEBUN") is DIFFERS


def test_what_one_side_lacks_is_no_difference() -> None:
    name = Element("name", "Nama", ElementKind.NAME, source="name")
    head = Element("is_head", "Kepala", ElementKind.YES_NO, source="relation")
    assert compared(name, None, "SITI CONTOH") is Likeness.NOT_SAID
    assert compared(name, "Siti Contoh", None) is Likeness.NOT_REGISTERED
    assert compared(head, False, None) is Likeness.NOT_REGISTERED
    assert compared(head, False, False) is AGREES
    assert compared(head, False, True) is DIFFERS

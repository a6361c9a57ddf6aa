from datetime import date

import pytest

from api.domain.identity import (
    FamilyCardNumber,
    IdentityRule,
    Nik,
    NikWarning,
    NotAnIdentity,
    Phone,
    RegionCode,
    mask_email,
)


def test_a_nik_is_read_with_spaces_and_dashes() -> None:
    assert Nik.parse("6311 0652-0198.9001").value == "6311065201989001"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("631106520198900", IdentityRule.SIXTEEN_DIGITS),
        ("63110652019890011", IdentityRule.SIXTEEN_DIGITS),
        ("631106520198900A", IdentityRule.SIXTEEN_DIGITS),
        ("6311065201980000", IdentityRule.SERIAL),
    ],
)
def test_a_nik_needs_sixteen_digits_and_a_serial(text: str, rule: IdentityRule) -> None:
    with pytest.raises(NotAnIdentity) as refused:
        Nik.parse(text)
    assert refused.value.rule is rule
    assert text not in str(refused.value)


def test_a_womans_day_of_birth_carries_forty() -> None:
    woman = Nik.parse("6311065201989001")
    assert woman.sex == "P"
    assert woman.warnings(born=date(1998, 1, 12), sex="P") == ()


def test_the_century_comes_from_the_record() -> None:
    assert Nik.parse("6311061201159001").warnings(born=date(1915, 1, 12)) == ()


def test_a_nik_that_disagrees_with_the_record_is_a_warning_and_never_refused() -> None:
    moved = Nik.parse("3578061201989001")
    assert moved.warnings(born=date(1997, 1, 12), sex="P") == (
        NikWarning.BIRTH_DATE_DIFFERS,
        NikWarning.SEX_DIFFERS,
        NikWarning.OTHER_REGENCY,
    )
    assert NikWarning.NO_SUCH_DATE in Nik.parse("6311069913989001").warnings()


def test_numbers_are_masked_to_their_ends() -> None:
    assert Nik.parse("6311065201989001").masked == "6311••••••••9001"
    assert FamilyCardNumber.parse("6311061504109002").masked == "6311••••••••9002"
    assert mask_email("siti@contoh.id") == "s•••@contoh.id"


@pytest.mark.parametrize(
    "text", ["089900000123", "89900000123", "6289900000123", "+62 899-0000-0123"]
)
def test_a_phone_is_the_same_however_it_is_written(text: str) -> None:
    phone = Phone.parse(text)
    assert (phone.value, phone.wa_id) == ("+6289900000123", "6289900000123")
    assert phone.masked == "+628•••••••123"


@pytest.mark.parametrize("text", ["0511 123456", "0899", "12345678901234", "abc"])
def test_a_landline_or_a_scrap_is_no_mobile_phone(text: str) -> None:
    with pytest.raises(NotAnIdentity):
        Phone.parse(text)


def test_a_region_knows_what_it_lies_in() -> None:
    village = RegionCode.parse("63.11.06.1019")
    assert village.is_within("63.11")
    assert not village.is_within("63.1")
    assert village.parent == "63.11.06"
    assert village.siak_prefix == "631106"
    assert RegionCode.parse("63").parent is None
    with pytest.raises(NotAnIdentity):
        RegionCode.parse("631106")

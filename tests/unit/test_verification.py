"""What anybody is told: standing, masked names, tails of numbers, and whose request it was."""

from datetime import UTC, datetime, timedelta

import pytest

from api.domain.callers import caller
from api.domain.ports_signing import Verdict
from api.domain.values import DocumentStatus
from api.domain.verification import (
    NOBODYS_TOKEN,
    CheckedFile,
    Finding,
    PublicFacts,
    Standing,
    askable,
    finding_of,
    mask_name,
    masked_subject,
    number_tail,
    standing_of,
)
from api.usecases.strangers import Allowance, TooOften

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
IN_FORCE = {"ISSUED", "READY_FOR_PICKUP", "DELIVERED", "COLLECTED"}


@pytest.mark.parametrize("status", sorted(IN_FORCE))
def test_an_issued_document_is_active_wherever_its_delivery_stands(status: str) -> None:
    assert standing_of(status) is Standing.GENUINE_ACTIVE


def test_what_ended_says_how() -> None:
    assert standing_of(DocumentStatus.SUPERSEDED) is Standing.SUPERSEDED
    assert standing_of(DocumentStatus.ANNULLED) is Standing.ANNULLED


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("AISYAH PUTRI CONTOH", "A••• P••• C•••"),
        ("LI  CONTOH", "L••• C•••"),
        ("A", "A•••"),
        ("", ""),
    ],
)
def test_a_masked_name_tells_first_letters_and_no_lengths(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("_case", "content", "masked"),
    [
        ("a person", {"name": "SITI CONTOH", "mother_name": "X CONTOH"}, "S••• C•••"),
        ("a family card", {"head_name": "AHMAD CONTOH"}, "A••• C•••"),
        (
            "a couple",
            {"husband_name": "I MADE CONTOH", "wife_name": "NI LUH"},
            "I••• M••• C••• & N••• L•••",
        ),
        ("a later excerpt", {"name": "", "act": {"name": "BUDI CONTOH"}}, "B••• C•••"),
        ("labelled lines", {"lines": [["NIK", "1"], ["Nama lengkap", "UMI"]]}, "U•••"),
        ("nobody", {"title": "CONTOH"}, ""),
    ],
)
def test_whom_a_document_is_about_is_told_masked(
    _case: str, content: dict[str, object], masked: str
) -> None:
    assert masked_subject(content) == masked


@pytest.mark.parametrize(
    ("_case", "number", "content", "tail"),
    [
        ("an act", "6311-LU-20112026-9001", {"name": "X"}, "9001"),
        ("a family card", "6311062011269002", {"head_name": "X"}, "9002"),
        ("a biodata sheet, numbered by the NIK", "6311021705909001", {"name": "X"}, ""),
        ("a short number", "12345678", {}, ""),
    ],
)
def test_of_a_number_only_the_tail_is_told_and_of_a_nik_nothing(
    _case: str, number: str, content: dict[str, object], tail: str
) -> None:
    assert number_tail(number, content) == tail


@pytest.mark.parametrize(
    "token", ["", "x", "a" * 61, "a/b" * 10, "é" * 30, "\x00" * 32, "' OR 1=1"]
)
def test_a_token_that_cannot_be_ours_is_looked_up_as_nobodys(token: str) -> None:
    assert askable(token) == NOBODYS_TOKEN


@pytest.mark.parametrize(
    ("genuine", "reasons", "finding"),
    [
        (True, (), Finding.NOT_ON_THE_BOOKS),
        (False, ("ALTERED",), Finding.ALTERED),
        (False, ("EXTENDED",), Finding.ALTERED),
        (False, ("EXTENDED", "UNTRUSTED"), Finding.ALTERED),
        (False, ("UNTRUSTED",), Finding.FOREIGN),
        (False, ("UNTRUSTED", "TIMESTAMP"), Finding.FOREIGN),
        (False, ("REVOKED",), Finding.NOT_ACCEPTED),
        (False, ("TIMESTAMP",), Finding.NOT_ACCEPTED),
        (False, ("NO_SIGNATURE",), Finding.UNSIGNED),
        (False, ("UNREADABLE",), Finding.UNREADABLE),
    ],
)
def test_a_verdict_says_what_a_file_is(
    genuine: bool, reasons: tuple[str, ...], finding: Finding
) -> None:
    assert finding_of(Verdict(genuine, "", "", None, reasons)) is finding


@pytest.mark.parametrize(
    ("finding", "standing", "is_asked", "is_good"),
    [
        (Finding.ISSUED_FILE, Standing.GENUINE_ACTIVE, None, True),
        (Finding.ISSUED_FILE, Standing.GENUINE_ACTIVE, True, True),
        (Finding.ISSUED_FILE, Standing.GENUINE_ACTIVE, False, False),
        (Finding.ISSUED_FILE, Standing.SUPERSEDED, True, False),
        (Finding.NOT_ON_THE_BOOKS, Standing.UNKNOWN, None, False),
    ],
)
def test_a_file_is_good_only_as_the_issued_one_of_the_document_in_force(
    finding: Finding, standing: Standing, is_asked: bool | None, is_good: bool
) -> None:
    assert CheckedFile(finding, (), PublicFacts(standing), is_asked).is_good is is_good


@pytest.mark.parametrize(
    ("_case", "peer", "forwarded", "proxies", "who"),
    [
        ("no proxy", "203.0.113.7", "", 0, "203.0.113.7"),
        ("a forged header", "203.0.113.7", "198.51.100.1", 0, "203.0.113.7"),
        ("one proxy", "10.0.0.1", "203.0.113.7", 1, "203.0.113.7"),
        ("forged before one proxy", "10.0.0.1", "1.2.3.4, 203.0.113.7", 1, "203.0.113.7"),
        ("two proxies", "10.0.0.1", "1.2.3.4, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"),
        ("fewer than trusted", "10.0.0.1", "203.0.113.7", 3, "203.0.113.7"),
        ("past the proxy", "203.0.113.7", "", 1, "203.0.113.7"),
        ("no address", "10.0.0.1", "siapa", 1, "10.0.0.1"),
        ("with a port", "10.0.0.1", "203.0.113.7:4711", 1, "203.0.113.7"),
        ("a phone's many addresses", "2001:db8:1:2:aaaa::1", "", 0, "2001:db8:1:2::"),
        ("IPv4 in IPv6", "::ffff:203.0.113.7", "", 0, "203.0.113.7"),
        ("nothing known", "", "", 0, "unknown"),
    ],
)
def test_a_request_counts_for_the_address_nobody_could_forge(
    _case: str, peer: str, forwarded: str, proxies: int, who: str
) -> None:
    assert caller(peer, forwarded, proxies) == who


def test_an_allowance_is_spent_and_comes_back_evenly() -> None:
    allowance = Allowance(6)
    for _ in range(6):
        allowance.spend("203.0.113.7", NOW)

    with pytest.raises(TooOften) as refused:
        allowance.spend("203.0.113.7", NOW + timedelta(seconds=3))
    allowance.spend("203.0.113.8", NOW)
    allowance.spend("203.0.113.7", NOW + timedelta(seconds=10))
    with pytest.raises(TooOften):
        allowance.spend("203.0.113.7", NOW + timedelta(seconds=11))

    assert refused.value.seconds == 7


def test_time_that_goes_back_gives_nothing() -> None:
    allowance = Allowance(1)
    allowance.spend("203.0.113.7", NOW)

    with pytest.raises(TooOften):
        allowance.spend("203.0.113.7", NOW - timedelta(hours=1))


def test_no_limit_is_no_limit() -> None:
    allowance = Allowance(0)

    for _ in range(1000):
        allowance.spend("203.0.113.7", NOW)

    assert len(allowance) == 0

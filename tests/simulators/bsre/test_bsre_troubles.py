"""What goes wrong at BSrE's service: credentials, faults, haste, patience, hostile clients."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.simulators.bsre.provider import (
    PDF,
    V1_SIGN,
    V2_SIGN,
    Provider,
    broken,
    encoded,
    error_of,
    files_of,
    letter,
    provider_of,
)

STATUS = "/api/v2/user/check/status"


@pytest.fixture
def impatient(bsre: Provider) -> Iterator[Provider]:
    """The same service, seen by a client that gives up early."""
    provider = provider_of(bsre.program, timeout=httpx.Timeout(0.8))
    yield provider
    provider.client.close()


# credentials and addresses


@pytest.mark.parametrize(
    ("_case", "auth"),
    [
        ("none", None),
        ("wrong password", ("esign", "salah")),
        ("a bearer", "Bearer abc"),
        ("not base64", "Basic %%%"),
    ],
)
def test_nobody_comes_in_without_the_institutions_credentials(
    bsre: Provider, _case: str, auth: Any
) -> None:
    headers = {"authorization": auth} if isinstance(auth, str) else {}
    known = auth if isinstance(auth, tuple) else None
    url = str(bsre.program.ready["bsre_url"])
    for method, path in (("POST", V1_SIGN), ("POST", V2_SIGN), ("GET", "/api/user/status/1")):
        answer = httpx.request(method, url + path, headers=headers, auth=known)

        assert broken(answer) == 401
        assert answer.json()["error"] == "Unauthorized"
        assert answer.headers["www-authenticate"].startswith("Basic")


def test_an_unknown_address_is_answered_in_the_services_own_way(bsre: Provider) -> None:
    assert broken(bsre.get("/api/v3/sign/pdf")) == 404
    assert broken(bsre.get(V2_SIGN)) == 405


# faults


def test_the_service_may_be_down(bsre: Provider) -> None:
    bsre.fault("bsre_down", times=2)

    assert broken(bsre.sign_v1()) == 503
    assert broken(bsre.post(STATUS, {"nik": bsre.nik})) == 503
    assert bsre.sign_v1().status_code == 200
    assert len(bsre.signatures()) == 1


def test_errors_come_in_bursts(bsre: Provider) -> None:
    bsre.fault("status", status=500, times=3)
    assert [bsre.sign_v2().status_code for _ in range(4)] == [500, 500, 500, 200]
    assert len(bsre.signatures()) == 1


def test_any_error_of_the_services_own_can_be_asked_for(bsre: Provider) -> None:
    bsre.fault("bsre_error", code=2031, error="Passphrase anda salah")
    assert error_of(bsre.sign_v2())[1] == 2031

    bsre.fault("bsre_error", status=500)
    assert broken(bsre.sign_v1()) == 500

    bsre.fault("bsre_error", code=2011, status=400, match={"nik": "9999999999999999"})
    files_of(bsre.sign_v2())
    assert len(bsre.signatures()) == 1


def test_an_answer_may_be_lost_after_the_signature_was_made(bsre: Provider) -> None:
    bsre.fault("disconnect", after_effect=True)

    with pytest.raises(httpx.TransportError):
        bsre.sign_v2()

    assert len(bsre.signatures()) == 1


def test_a_line_may_drop_before_anything_is_done(bsre: Provider) -> None:
    bsre.fault("disconnect")

    with pytest.raises(httpx.TransportError):
        bsre.sign_v2()

    assert bsre.signatures() == []


def test_half_an_answer_is_an_error_to_the_client(bsre: Provider) -> None:
    bsre.fault("truncate")

    with pytest.raises(httpx.TransportError):
        bsre.sign_v1()

    assert len(bsre.signatures()) == 1


@pytest.mark.parametrize(("after", "made"), [(False, 0), (True, 1)])
def test_the_service_may_hang_before_or_after_the_work(
    bsre: Provider, impatient: Provider, after: bool, made: int
) -> None:
    bsre.sign_v1()  # its keys are made by now
    bsre.fault("hang", after_effect=after)

    with pytest.raises(httpx.ReadTimeout):
        impatient.sign_v2()

    assert len(bsre.signatures()) == 1 + made


def test_a_client_that_gives_up_does_not_know_what_was_done(
    bsre: Provider, impatient: Provider
) -> None:
    bsre.fault("bsre_slow", seconds=1.2)

    with pytest.raises(httpx.ReadTimeout):
        impatient.sign_v2()

    wish = {"match": {"path": "/bsre/*", "status": "200"}, "count": 1, "within": 10}
    assert bsre.program.post("/expect", wish)["met"]
    assert len(bsre.signatures()) == 1


@pytest.mark.parametrize(
    ("what", "conclusion"),
    [("unsigned", "NO_SIGNATURE"), ("altered", "INVALID")],
)
def test_what_is_answered_need_not_be_what_was_signed(
    bsre: Provider, what: str, conclusion: str
) -> None:
    bsre.fault("bsre_garbage", what=what)

    (got,) = files_of(bsre.sign_v2())

    assert bsre.verify_v2(got)["conclusion"] == conclusion
    assert len(bsre.signatures()) == 1


def test_an_answer_may_be_no_answer(bsre: Provider) -> None:
    bsre.fault("bsre_garbage")
    page = bsre.sign_v2()
    assert page.headers["content-type"].startswith("text/html")
    assert page.status_code == 200

    bsre.fault("bsre_garbage", what="empty")
    assert bsre.sign_v1().content == b""

    bsre.fault("bsre_garbage", what="half")
    (half,) = files_of(bsre.sign_v2())
    assert half.startswith(b"%PDF-")
    assert b"%%EOF" not in half[len(PDF) :]

    bsre.fault("bsre_garbage", what="fewer")
    assert len(files_of(bsre.sign_v2(PDF, PDF))) == 1


# haste and patience


def test_work_takes_its_time_when_told_so(bsre: Provider) -> None:
    bsre.put(latency={"sign": 0.3, "status": 0.3, "verify": 0.3})

    (pdf,) = files_of(bsre.sign_v2())
    signing = bsre.sign_v2().elapsed.total_seconds()
    asking = bsre.post(STATUS, {"nik": bsre.nik}).elapsed.total_seconds()
    verifying = bsre.post("/api/v2/verify/pdf", {"file": encoded(pdf)}).elapsed.total_seconds()

    assert min(signing, asking, verifying) >= 0.3


def test_realistic_times_are_those_that_were_measured(bsre: Provider) -> None:
    bsre.put(latency="realistic")
    told = bsre.program.get("/bsre")["latency"]
    assert told == {"sign": 0.9, "status": 0.5, "verify": 1.4, "growing": True}


def test_wrong_passphrases_in_a_row_suspend_when_told_so(bsre: Provider) -> None:
    bsre.put(suspend_after=3)
    wrong = [error_of(bsre.sign_v2(passphrase="salah"))[1] for _ in range(2)]
    files_of(bsre.sign_v2())
    wrong += [error_of(bsre.sign_v1(passphrase="salah"))[1] for _ in range(3)]

    assert wrong == [2031] * 5
    assert error_of(bsre.sign_v2()) == (400, 2021)
    assert bsre.post(STATUS, {"nik": bsre.nik}).json()["status"] == "SUSPEND"
    bsre.put_signer(state="ISSUE")
    files_of(bsre.sign_v2())


def test_wrong_passphrases_are_only_counted_otherwise(bsre: Provider) -> None:
    for _ in range(6):
        bsre.sign_v2(passphrase="salah")
    files_of(bsre.sign_v2())


@pytest.mark.parametrize(
    "told",
    [
        {"latency": "lama"},
        {"latency": {"sign": -1}},
        {"latency": {"tidur": 1}},
        {"v1_answer": "xml"},
        {"v2_error_key": "galat"},
        {"clock_skew_seconds": "maju"},
        {"suspend_after": 0},
        {"delay_seconds": True},
        {"lain": 1},
    ],
)
def test_a_manner_the_service_cannot_have_is_refused(bsre: Provider, told: Any) -> None:
    before = bsre.program.get("/bsre")
    answer = bsre.program.client.put("/_sim/v1/bsre", json=told)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_bsre")
    assert bsre.program.get("/bsre") == before


# hostile clients


@pytest.mark.parametrize(
    ("_case", "body", "kind"),
    [
        ("nothing", b"", "application/json"),
        ("not JSON", b"{", "application/json"),
        ("a list", b"[]", "application/json"),
        ("deep", b"[" * 200_000, "application/json"),
        ("not UTF-8", b"\xff\xfe{", "application/json"),
        ("a form without its border", b"abc", "multipart/form-data"),
        ("a broken form", b"--x\r\nabc", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_is_none_is_refused_by_both_shapes(
    bsre: Provider, _case: str, body: bytes, kind: str
) -> None:
    for path in (V1_SIGN, V2_SIGN, "/api/sign/verify", "/api/v2/verify/pdf"):
        answer = bsre.client.post(path, content=body, headers={"content-type": kind})
        assert answer.status_code == 400, answer.text
        assert answer.json()
    assert bsre.signatures() == []


def test_a_huge_pdf_is_signed_and_huge_rubbish_is_not(bsre: Provider) -> None:
    huge = letter(padding=20_000_000)

    assert bsre.sign_v1(huge).content.startswith(huge)
    assert broken(bsre.sign_v2(b"\0" * 20_000_000)) == 500
    assert len(bsre.signatures()) == 1


def test_a_picture_that_is_none_breaks_the_service(bsre: Provider) -> None:
    fields = {"xAxis": 1, "yAxis": 1, "width": 50, "height": 50, "page": 1}
    told = {"tampilan": "visible", "image": "true", "imageTTD": b"bukan gambar", **fields}
    assert broken(bsre.sign_v1(letter(), **told)) == 500
    told = {"tampilan": "visible", "linkQR": "https://contoh.invalid/", **fields, "page": 9}
    assert broken(bsre.sign_v1(letter(), **told)) == 500


def test_the_same_file_may_be_signed_twice_and_at_once(bsre: Provider) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: bsre.sign_v2(), range(6)))

    got = [files_of(answer)[0] for answer in answers]
    assert len(set(got)) == 6
    assert {bsre.verify_v2(pdf)["conclusion"] for pdf in got} == {"VALID"}
    assert [made["number"] for made in bsre.signatures()] == [1, 2, 3, 4, 5, 6]


def test_a_code_is_worth_one_signature_however_fast_it_is_used(bsre: Provider) -> None:
    bsre.post("/api/v2/sign/get/totp", {"nik": bsre.nik, "data": 1})
    code = bsre.code("sign")

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: bsre.sign_v2(passphrase=None, totp=code), range(5)))

    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]
    assert len(bsre.signatures()) == 1

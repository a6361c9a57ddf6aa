"""Time-stamps from an authority outside: whom we believe, and what becomes of each failure."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from starlette.responses import Response

from api.domain.ports import Down, GatewayError, Permanent, Transient
from api.domain.remotes import Remote
from api.gateways.signing import pki as development
from api.gateways.signing.archive import Archivist
from api.gateways.signing.local import LocalSigner
from api.gateways.signing.pki import read_certificate
from api.gateways.signing.services import PkiServices
from api.gateways.signing.stamping import HttpStamper, TsaAccount
from api.gateways.signing.tsa import request_for
from tests.gateways.conftest import NOW, PASSPHRASE
from tests.gateways.signing.served import ServedPki, bound, scripted_tsa

DIGEST = b"9" * 32
REPLY = "application/timestamp-reply"


@pytest.fixture
def roots(served: ServedPki) -> list[x509.Certificate]:
    """Whom we trust for time-stamps, as DIKJAMILA_SIGNING_ROOTS would say."""
    return [read_certificate(served.folder / development.ROOT)]


@pytest.fixture
async def outside(served: ServedPki, roots: list[x509.Certificate]) -> AsyncIterator[HttpStamper]:
    stamper = HttpStamper(TsaAccount(f"{served.url}/tsa"), roots, lambda: 6311)
    yield stamper
    await stamper.close()


async def test_a_signature_with_an_outside_stamp_and_its_proofs_is_b_lt(
    outside: HttpStamper,
    roots: list[x509.Certificate],
    pki: Path,
    prepared: bytes,
    served: ServedPki,
) -> None:
    signer = LocalSigner(pki, lambda: NOW, roots, outside)
    key = await signer.unlock("kepala", PASSPHRASE)

    files = [await key.sign(prepared, field="TTE", reason="Pengesahan", now=NOW) for _ in range(3)]

    verdicts = [await signer.verify(file.pdf) for file in files]
    assert {(each.genuine, each.level) for each in verdicts} == {(True, "B-LT")}
    assert signer.line is Remote.TSA
    assert served.asked.count("POST /sertifikat/pki/tsa") == 4  # one to see its certificates
    assert served.asked.count("POST /sertifikat/pki/ocsp") == 1  # its proofs, once an hour


async def test_who_does_not_know_the_authority_does_not_believe_its_stamp(
    outside: HttpStamper, roots: list[x509.Certificate], pki: Path, prepared: bytes
) -> None:
    key = await LocalSigner(pki, lambda: NOW, roots, outside).unlock("kepala", PASSPHRASE)
    file = await key.sign(prepared, field="TTE", reason="Pengesahan", now=NOW)

    stranger = LocalSigner(pki, lambda: NOW)

    assert "TIMESTAMP" in (await stranger.verify(file.pdf)).reasons


async def test_the_time_of_the_signature_is_the_authoritys(
    outside: HttpStamper,
    roots: list[x509.Certificate],
    pki: Path,
    prepared: bytes,
    served: ServedPki,
) -> None:
    served.now = NOW - timedelta(minutes=5)  # its clock against ours
    signer = LocalSigner(pki, lambda: NOW, roots, outside)
    key = await signer.unlock("kepala", PASSPHRASE)

    file = await key.sign(prepared, field="TTE", reason="Pengesahan", now=NOW)

    assert file.signed_at == served.now
    assert (await signer.verify(file.pdf)).level == "B-LT"


async def test_the_archive_takes_its_stamps_there_too(
    outside: HttpStamper, roots: list[x509.Certificate], pki: Path, signed: bytes
) -> None:
    copy = await Archivist(PkiServices(pki), outside, roots).archive(signed, NOW)

    verdict = await LocalSigner(pki, lambda: NOW, roots).verify(copy)
    assert (verdict.genuine, verdict.level) == (True, "B-LTA")


async def refused(url: str, roots: list[x509.Certificate], *, patience: float = 5) -> GatewayError:
    """Return how asking for a stamp fails."""
    stamper = HttpStamper(TsaAccount(url, timeout=patience), roots, lambda: 6311)
    with pytest.raises(GatewayError) as error:
        await stamper.stamp(DIGEST, NOW)
    await stamper.close()
    return error.value


async def test_nobody_there_takes_the_line_down(roots: list[x509.Certificate]) -> None:
    listener, origin = bound()
    listener.close()

    error = await refused(f"{origin}/tsa", roots)

    assert isinstance(error, Down)
    assert error.code == "TSA_UNAVAILABLE"


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (500, Transient, "TSA_UNAVAILABLE"),
        (503, Transient, "TSA_UNAVAILABLE"),
        (429, Transient, "TSA_UNAVAILABLE"),
        (401, Down, "TSA_UNAVAILABLE"),
        (403, Down, "TSA_UNAVAILABLE"),
        (400, Permanent, "TSA_REFUSED"),
        (404, Permanent, "TSA_REFUSED"),
    ],
)
async def test_a_status_says_whether_it_is_worth_another_try(
    status: int, kind: type[GatewayError], code: str, roots: list[x509.Certificate]
) -> None:
    async with scripted_tsa(Response(status_code=status)) as (url, _):
        error = await refused(url, roots)

    assert isinstance(error, kind)
    assert error.code == code
    assert error.tells_of_line is (kind is not Permanent)


async def test_no_answer_in_time_tells_of_the_line(roots: list[x509.Certificate]) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    error = await refused(f"http://127.0.0.1:{port}/tsa", roots, patience=0.3)

    server.close()
    await server.wait_closed()
    assert (type(error), error.code) == (Transient, "TSA_UNAVAILABLE")
    assert error.tells_of_line


@pytest.mark.parametrize(
    "body", [b"", b"bukan stempel", b"\x30\x05\x30\x03\x02\x01\x00", b"0" * 200_000]
)
async def test_an_answer_that_is_none_is_refused(
    body: bytes, roots: list[x509.Certificate]
) -> None:
    async with scripted_tsa(Response(body, media_type=REPLY)) as (url, _):
        error = await refused(url, roots)

    assert (type(error), error.code) == (Permanent, "TSA_REFUSED")


async def test_a_rejection_for_now_is_another_thing_than_one_for_good(
    roots: list[x509.Certificate],
) -> None:
    found = []
    # PKIFailureInfo: badRequest is bit 2, timeNotAvailable bit 14
    for bits in (b"\x03\x02\x05\x20", b"\x03\x03\x01\x00\x02"):
        inner = b"\x02\x01\x02" + bits
        body = bytes((0x30, len(inner) + 2, 0x30, len(inner))) + inner
        async with scripted_tsa(Response(body, media_type=REPLY)) as (url, _):
            error = await refused(url, roots)
        found.append((type(error), error.code))

    assert found == [(Permanent, "TSA_REFUSED"), (Transient, "TSA_UNAVAILABLE")]


@pytest.mark.parametrize(
    ("_case", "digest", "nonce"),
    [("another nonce", DIGEST, 1), ("another imprint", b"8" * 32, 6311)],
)
async def test_a_stamp_for_another_request_is_not_ours(
    _case: str, digest: bytes, nonce: int, served: ServedPki, roots: list[x509.Certificate]
) -> None:
    replayed = served.services.time_stamp(request_for(digest, nonce), NOW)

    async with scripted_tsa(Response(replayed, media_type=REPLY)) as (url, _):
        error = await refused(url, roots)

    assert (type(error), error.code) == (Permanent, "TSA_NOT_TRUSTED")


async def test_a_stamp_of_an_authority_we_do_not_trust_is_none(
    served: ServedPki, pki: Path
) -> None:
    error = await refused(f"{served.url}/tsa", [read_certificate(pki / development.ROOT)])

    assert (type(error), error.code) == (Permanent, "TSA_NOT_TRUSTED")


async def test_a_clock_far_from_ours_is_not_believed(
    served: ServedPki, roots: list[x509.Certificate]
) -> None:
    served.now = NOW - timedelta(hours=1)

    assert (await refused(f"{served.url}/tsa", roots)).code == "TSA_NOT_TRUSTED"


async def test_name_and_password_go_to_the_authority_and_show_nowhere(
    served: ServedPki, roots: list[x509.Certificate]
) -> None:
    account = TsaAccount(f"{served.url}/tsa", "dinas", "sandi-contoh")
    seen: list[str] = []

    async def look(request: httpx.Request) -> None:
        seen.append(request.headers.get("authorization", ""))

    stamper = HttpStamper(account, roots, lambda: 6311)
    stamper._client.event_hooks["request"].append(look)
    await stamper.evidence(NOW)
    await stamper.close()

    assert "sandi-contoh" not in repr(account)
    assert seen[0].startswith("Basic ")
    assert set(seen[1:]) == {""}  # addresses that certificates name get no password

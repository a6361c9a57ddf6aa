"""Who stamps time: our own authority in the same process, or one outside over HTTP (RFC 3161)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

import httpx
from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from api.domain.ports import Down, GatewayError, Permanent, Transient
from api.domain.remotes import Remote
from api.gateways.signing.evidence import FRESH, Evidence
from api.gateways.signing.forms import as_asn1
from api.gateways.signing.gathering import gather
from api.gateways.signing.self_check import token_holds
from api.gateways.signing.tsa import TimeStampAuthority, request_for

LONGEST_ANSWER = 100_000  # bytes; a token with its chain has some thousands
MOST_SKEW = timedelta(minutes=10)  # of the authority's clock against ours
GRANTED = ("granted", "granted_with_mods")
NOT_LET_IN = (401, 403)
TOO_MANY, SERVER_ERROR, OK = 429, 500, 200
NO_ANSWER = "TSA_UNAVAILABLE"


@dataclass(frozen=True)
class Stamp:
    """A time-stamp token, judged, and the time it tells."""

    token: bytes
    at: datetime


class Stamper(Protocol):
    """Gets a time-stamp for a signature."""

    @property
    def line(self) -> Remote | None:
        """Name the line it is asked over; None where it stands here."""

    @property
    def room(self) -> int:
        """Tell how many bytes one of its tokens may have."""

    async def stamp(self, digest: bytes, now: datetime) -> Stamp:
        """Return a token over a SHA-256, or raise `GatewayError`."""

    async def evidence(self, now: datetime) -> Evidence | None:
        """Return proof for its certificates that our own does not hold, if there is any."""

    async def close(self) -> None:
        """Close what is open."""


class OwnStamper:
    """Our own authority, asked without a request; implements `Stamper`."""

    line: Remote | None = None

    def __init__(self, tsa: TimeStampAuthority, certificate: x509.Certificate) -> None:
        self._tsa = tsa
        self.room = tsa.size
        self._certificate = certificate

    async def stamp(self, digest: bytes, now: datetime) -> Stamp:
        """Return the token, to the second."""
        token = self._tsa.token_over(digest, now)
        if not token_holds(token, digest, self._certificate):
            raise Permanent("TSA_NOT_TRUSTED", "its token does not fit the signature")
        return Stamp(token, now)

    async def evidence(self, now: datetime) -> Evidence | None:
        """Return nothing: our own evidence covers our own authority."""
        return None

    async def close(self) -> None:
        """There is nothing to close."""


@dataclass(frozen=True)
class TsaAccount:
    """Where an authority outside is, and as whom it is asked."""

    url: str  # taken as it is, whatever its path
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 10.0  # seconds


class HttpStamper:
    """An authority outside; no answer counts that we have not judged; implements `Stamper`."""

    line: Remote | None = Remote.TSA
    room = 12_000

    def __init__(
        self,
        account: TsaAccount,
        roots: Sequence[x509.Certificate],
        nonce: Callable[[], int],
        client: httpx.AsyncClient | None = None,
    ) -> None:
        self._account = account
        self._roots = [as_asn1(root) for root in roots]
        self._nonce = nonce
        self._client = client or httpx.AsyncClient(
            timeout=httpx.Timeout(account.timeout, connect=min(account.timeout, 5.0)),
            auth=(account.user, account.password) if account.user else None,
        )
        self._evidence: Evidence | None = None
        self._gathered_at: datetime | None = None

    async def stamp(self, digest: bytes, now: datetime) -> Stamp:
        """Ask for a token, and return it only if it is ours, whole and trusted."""
        nonce = self._nonce()
        token = _token(await self._answer(request_for(digest, nonce)))
        at = await self._judge(token["content"], digest, nonce, now)
        return Stamp(bytes(token.dump()), at)

    async def evidence(self, now: datetime) -> Evidence | None:
        """Return what the authority's certificates name as proof; asked again once an hour."""
        if self._gathered_at is None or not now - FRESH < self._gathered_at <= now:
            stamp = await self.stamp(sha256().digest(), now)  # shows its certificates and its clock
            chain = _certificates(cms.ContentInfo.load(stamp.token)["content"])
            self._evidence = await gather(self._client, [*chain, *self._roots], min(now, stamp.at))
            self._gathered_at = now
        return self._evidence

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _answer(self, request: bytes) -> bytes:
        headers = {"Content-Type": "application/timestamp-query"}
        try:
            answer = await self._client.post(self._account.url, content=request, headers=headers)
        except (httpx.TimeoutException, httpx.TransportError) as error:
            if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
                raise Down(NO_ANSWER, "it cannot be reached") from None
            raise Transient(NO_ANSWER, "it did not answer", tells_of_line=True) from None
        except httpx.HTTPError:
            raise Permanent("TSA_REFUSED", "its answer cannot be read") from None
        _require_ok(answer.status_code)
        if len(answer.content) > LONGEST_ANSWER:
            raise Permanent("TSA_REFUSED", "its answer is too long")
        return answer.content

    async def _judge(
        self, signed_data: cms.SignedData, digest: bytes, nonce: int, now: datetime
    ) -> datetime:
        """Return the time of a token that is ours, whole and trusted; raise otherwise."""
        try:
            info = signed_data["encap_content_info"]["content"].parsed
            told, at = info["nonce"].native, info["gen_time"].native
            context = ValidationContext(
                trust_roots=self._roots,
                moment=at,
                allow_fetching=False,
                revocation_mode="soft-fail",
            )
            status = await validate_tst_signed_data(signed_data, context, lambda _: digest)
        # whatever an odd token does to the parsers, it is no token to rest on
        except Exception:
            raise Permanent("TSA_NOT_TRUSTED", "its token cannot be read") from None
        if told != nonce:
            raise Permanent("TSA_NOT_TRUSTED", "its token answers another request")
        if not all(status.get(each) for each in ("intact", "valid")):
            raise Permanent("TSA_NOT_TRUSTED", "its token does not fit the signature")
        if status.get("trust_problem_indic") is not None or status["validation_path"] is None:
            raise Permanent("TSA_NOT_TRUSTED", "none of our roots vouches for it")
        if abs(at - now) > MOST_SKEW:
            raise Permanent("TSA_NOT_TRUSTED", "its clock is too far from ours")
        return at  # type: ignore[no-any-return]  # of asn1crypto, which has no types


def _require_ok(status: int) -> None:
    if status in NOT_LET_IN:
        raise Down(NO_ANSWER, "it does not let us in")
    if status == TOO_MANY or status >= SERVER_ERROR:
        raise Transient(NO_ANSWER, "it is not well", tells_of_line=True)
    if status != OK:
        raise Permanent("TSA_REFUSED", "it refused the request")


def _token(answer: bytes) -> cms.ContentInfo:
    try:
        parts = _Parts.load(answer, strict=True)
        info = parts[0].parse(tsp.PKIStatusInfo)
        if info["status"].native not in GRANTED:
            raise _refusal(info["fail_info"].native or set())
        token = parts[1].parse(cms.ContentInfo)
        if token["content_type"].native != "signed_data":
            raise ValueError("it is no token")
    except (ValueError, TypeError, KeyError, IndexError):
        raise Permanent("TSA_REFUSED", "its answer cannot be read") from None
    return token


class _Parts(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no types
    """A TimeStampResp; asn1crypto's own demands a token of a refusal, too."""

    _child_spec = core.Any


def _refusal(failures: set[str]) -> GatewayError:
    if failures & {"system_failure", "time_not_available"}:
        return Transient(NO_ANSWER, "it cannot stamp now", tells_of_line=True)
    return Permanent("TSA_REFUSED", ", ".join(sorted(failures)) or "it refused")


def _certificates(signed_data: cms.SignedData) -> list[asn1_x509.Certificate]:
    return [each.chosen for each in signed_data["certificates"]]

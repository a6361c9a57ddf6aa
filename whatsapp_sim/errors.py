"""The provider's refusals: codes, titles, HTTP statuses and the envelope they come in."""

from __future__ import annotations

from dataclasses import dataclass

from simkit.faults import Json

TITLES: dict[int, tuple[str, int]] = {
    1: ("An unknown error occurred", 500),
    2: ("Service temporarily unavailable", 503),
    3: ("Application does not have the capability to make this API call", 403),
    4: ("Application request limit reached", 429),
    10: ("Application does not have permission for this action", 403),
    33: ("Parameter value is not valid", 400),
    100: ("Invalid parameter", 400),
    104: ("An access token is required to request this resource.", 401),
    190: ("Invalid OAuth access token - Cannot parse access token", 401),
    200: ("Provide valid app ID", 401),
    368: ("Temporarily blocked for policies violations", 403),
    613: ("Calls to this api have exceeded the rate limit", 429),
    2200: ("Callback verification failed", 400),
    2500: ("Unknown path components", 400),
    80007: ("Rate limit hit", 429),
    130403: ("Business blocked the user", 400),
    130429: ("Rate limit hit", 429),
    131000: ("Something went wrong", 500),
    131005: ("Access denied", 403),
    131008: ("Required parameter is missing", 400),
    131009: ("Parameter value is not valid", 400),
    131016: ("Service unavailable", 503),
    131021: ("Recipient cannot be sender", 400),
    131026: ("Message undeliverable", 400),
    131030: ("Recipient phone number not in allowed list", 400),
    131031: ("Account has been locked", 403),
    131042: ("Business eligibility payment issue", 400),
    131045: ("Incorrect certificate", 400),
    131047: ("Re-engagement message", 400),
    131048: ("Spam rate limit hit", 400),
    131049: ("Meta chose not to deliver", 400),
    131050: ("User has stopped marketing messages", 400),
    131051: ("Unsupported message type", 400),
    131052: ("Media download error", 400),
    131053: ("Media upload error", 400),
    131056: ("(Business Account, Consumer Account) pair rate limit hit", 400),
    131057: ("Account in maintenance mode", 500),
    131062: ("Business-scoped user ids are not supported here", 400),
    131064: ("Message classified as not allowed", 400),
    132000: ("Number of parameters does not match the expected number of params", 400),
    132001: ("Template name does not exist in the translation", 404),
    132005: ("Translated text too long", 400),
    132007: ("Template format character policy violated", 400),
    132012: ("Parameter format does not match format in the created template", 400),
    132015: ("Template is paused", 400),
    132016: ("Template is disabled", 400),
    132068: ("Flow is in blocked state", 400),
    132069: ("Flow is in throttled state", 400),
    133010: ("Phone number not registered", 400),
    133016: ("Account register deregister rate limit exceeded", 400),
}
_BARE = frozenset({104, 190, 200})
_HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"


def title(code: int) -> str:
    """Return the provider's words for a code."""
    return TITLES.get(code, ("Something went wrong", 400))[0]


@dataclass
class GraphError(Exception):
    """A call that is refused at once, in the provider's own form."""

    code: int
    details: str = ""
    status: int | None = None
    subcode: int | None = None
    kind: str = "OAuthException"
    message: str | None = None

    @property
    def http_status(self) -> int:
        """The HTTP status this refusal is sent with."""
        return self.status or TITLES.get(self.code, ("", 400))[1]

    def text(self) -> str:
        """Return the line a client shows first."""
        if self.message is not None:
            return self.message
        return title(self.code) if self.code in _BARE else f"(#{self.code}) {title(self.code)}"

    def envelope(self, trace: str) -> Json:
        """Return the body of the refusal."""
        error: Json = {"message": self.text(), "type": self.kind, "code": self.code}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error["fbtrace_id"] = trace
        return {"error": error}


def webhook_error(code: int, details: str) -> Json:
    """Return a refusal as it comes inside a webhook."""
    return {
        "code": code,
        "title": title(code),
        "message": title(code),
        "error_data": {"details": details or title(code)},
        "href": _HREF,
    }


def unknown_object(object_id: str) -> GraphError:
    """Refuse an id nobody knows, or a path that leads nowhere."""
    shown = object_id if object_id.isdigit() and len(object_id) < 20 else "unknown"
    return GraphError(
        100,
        subcode=33,
        kind="GraphMethodException",
        message=f"Unsupported get request. Object with ID '{shown}' does not exist, cannot be "
        "loaded due to missing permissions, or does not support this operation.",
    )

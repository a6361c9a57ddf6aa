"""What one simulated gateway is told at its start, and the switches that may change later."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from simkit.faults import Json
from simkit.kernel import Options


class WindowError(StrEnum):
    """How a message outside the customer service window is refused."""

    ASYNC = "async"
    SYNC = "sync"


@dataclass(frozen=True)
class Switches:
    """Where the real service differs from account to account, or where tests want ease."""

    graph_version_default: str = "v26.0"
    window_error: WindowError = WindowError.ASYNC
    error_content_type: str = "application/json"
    escape_webhook_json: bool = True
    batch_webhooks: bool = False
    include_media_url_in_webhook: bool = False
    bsuid: bool = True
    enforce_window: bool = True
    enforce_pair_rate: bool = True
    enforce_throughput: bool = True
    require_user_agent_on_media: bool = False
    sent_after: float = 0.0
    delivered_after: float = 0.0
    first_retry_after: float = 2.0
    webhook_timeout: float = 10.0

    def changed(self, wanted: Json) -> Switches:
        """Return the switches with some of them set; an unknown name is refused."""
        known = {entry.name: type(getattr(self, entry.name)) for entry in fields(self)}
        unknown = sorted(set(wanted) - set(known))
        if unknown:
            raise ValueError(f"no such switch: {', '.join(unknown)}")
        given: Json = {name: _as(known[name], value) for name, value in wanted.items()}
        return replace(self, **given)

    def as_json(self) -> Json:
        """Return all switches by name."""
        return {entry.name: getattr(self, entry.name) for entry in fields(self)}


def _as(kind: type, value: object) -> Any:  # the value of whichever switch is meant
    if kind is bool:
        if not isinstance(value, bool):
            raise ValueError("a switch is true or false")
        return value
    if kind is float:
        return float(str(value))
    return WindowError(str(value)) if kind is WindowError else str(value)


@dataclass(frozen=True)
class Config:
    """Everything one simulated gateway is told."""

    options: Options = field(default_factory=Options)
    switches: Switches = field(default_factory=Switches)
    webhook: str | None = None
    verify_token: str | None = None
    token: str | None = None
    app_secret: str | None = None
    phone_number_id: str | None = None
    account_id: str | None = None

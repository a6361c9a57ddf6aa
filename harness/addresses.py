"""Where a running stack listens, and what opens it; read from and written as one JSON object."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Gateway:
    """The simulated WhatsApp, as a client of the Cloud API has to know it."""

    url: str
    token: str = field(default="", repr=False)
    phone_number_id: str = ""
    account_id: str = ""
    app_secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Bsre:
    """The simulated BSrE, as a client of its own interfaces has to know it."""

    url: str = ""
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Addresses:
    """Everything a tool needs to work with a running stack."""

    graphql: str
    siak: str
    whatsapp: Gateway
    mail: str
    tokens: dict[str, str] = field(default_factory=dict, repr=False)  # by role
    passphrase: str = field(default="", repr=False)  # of the head of office, wherever they sign
    control_token: str = field(default="", repr=False)  # of the simulators, off loopback
    siak_token: str = field(default="", repr=False)  # opens sessions at SIAK
    bsre: Bsre = field(default_factory=Bsre)
    root: str = ""  # file of the root that signatures lead to; empty: the service's own

    @property
    def api(self) -> str:
        """The service's own address."""
        return self.graphql.removesuffix("/graphql")

    def as_json(self) -> dict[str, Any]:  # any JSON
        """Return the object that `read` understands."""
        return asdict(self)


def read(told: str) -> Addresses:
    """Read addresses from JSON, or from the file that holds it."""
    text = told if told.lstrip().startswith("{") else Path(told).read_text("utf-8")
    raw: dict[str, Any] = json.loads(text)  # checked by the dataclasses
    gateway = {name: str(value or "") for name, value in raw["whatsapp"].items()}
    return Addresses(
        graphql=raw["graphql"],
        siak=raw["siak"],
        whatsapp=Gateway(**gateway),
        mail=raw["mail"],
        tokens=dict(raw.get("tokens") or {}),
        passphrase=str(raw.get("passphrase") or ""),
        control_token=str(raw.get("control_token") or ""),
        siak_token=str(raw.get("siak_token") or ""),
        bsre=Bsre(**{name: str(value or "") for name, value in (raw.get("bsre") or {}).items()}),
        root=str(raw.get("root") or ""),
    )

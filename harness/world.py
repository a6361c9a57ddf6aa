"""A running stack as people and tests meet it: phones, desks, time and quiet."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import httpx

from harness.addresses import Addresses
from harness.control import Control
from harness.desk import Officer
from harness.people import Citizen
from harness.transcript import Transcript
from harness.waiting import until

PATIENCE = 20.0  # seconds people wait for an answer
Case = dict[str, Any]  # one family of the simulated population, as SIAK tells it
ROLES = ("SERVICE_OFFICER", "DATA_ENTRY_OPERATOR", "VERIFIER", "HEAD_OF_OFFICE")


class World:
    """Everything that speaks to a running stack, over HTTP only."""

    def __init__(
        self, addresses: Addresses, *, patience: float = PATIENCE, stubborn: bool = False
    ) -> None:
        token = addresses.control_token
        self.addresses = addresses
        self.patience, self.stubborn = patience, stubborn
        self.transcript = Transcript()
        self.siak = Control("siak_sim", addresses.siak, token)
        self.whatsapp = Control("whatsapp_sim", addresses.whatsapp.url, token)
        self.mail = Control("mailbox", addresses.mail, token)
        self.api = httpx.Client(base_url=addresses.api, timeout=60, trust_env=False)
        self._officers: list[Officer] = []

    @property
    def simulators(self) -> tuple[Control, ...]:
        """Every simulator."""
        return (self.siak, self.whatsapp, self.mail)

    @cached_property
    def _cases(self) -> dict[str, Case]:
        found: dict[str, Case] = self.siak.get("/population")["cases"]
        return found

    def case(self, name: str) -> Case:
        """Return a family of the simulated population, as it was at first sight."""
        return self._cases[name]

    def citizen(self, case: Case | str, phone: str = "") -> Citizen:
        """Return the one who applies for a family, with their phone in hand."""
        found = self.case(case) if isinstance(case, str) else case
        name = str(found["name"]).title()
        phone = phone or found["phone"]
        return Citizen(
            self.whatsapp, self.mail, phone, name, self.transcript, patience=self.patience
        )

    def officer(self, role: str) -> Officer:
        """Return somebody at a desk, in this role."""
        token = self.addresses.tokens.get(role, "")
        officer = Officer(
            self.addresses.graphql,
            role,
            token,
            self.transcript,
            patience=self.patience,
            stubborn=self.stubborn,
        )
        self._officers.append(officer)
        return officer

    @cached_property
    def service_officer(self) -> Officer:
        """The officer who reviews papers."""
        return self.officer("SERVICE_OFFICER")

    @cached_property
    def operator(self) -> Officer:
        """The officer who enters into SIAK."""
        return self.officer("DATA_ENTRY_OPERATOR")

    @cached_property
    def verifier(self) -> Officer:
        """The officer who verifies."""
        return self.officer("VERIFIER")

    @cached_property
    def head(self) -> Officer:
        """The head of office."""
        return self.officer("HEAD_OF_OFFICE")

    def still_moving(self) -> list[str]:
        """Name what the service and the simulators are still about to do."""
        answer = self.api.get("/_test/idle").raise_for_status().json()
        moving = [f"api: {each}" for each in answer["moving"]]
        return moving + [each for control in self.simulators for each in control.busy()]

    def settle(self, deadline: float = 0) -> None:
        """Wait until nothing moves, twice in a row; tell what still moves on the deadline."""
        quiet = 0

        def is_quiet() -> bool | None:
            nonlocal quiet
            quiet = 0 if self.still_moving() else quiet + 1
            return True if quiet >= 2 else None

        until(
            is_quiet,
            deadline or self.patience,
            lambda: "still moving: " + "; ".join(self.still_moving()),
        )

    def advance(self, seconds: float) -> None:
        """Move time: the simulators first, then the service; then wait for quiet."""
        for control in self.simulators:
            control.post("/clock", {"advance_seconds": seconds})
        moved = self.api.post("/_test/clock", json={"advance_seconds": seconds})
        moved.raise_for_status()
        self.transcript.note("clock", f"+{seconds:g} s")
        self.settle()

    def close(self) -> None:
        """Hang up."""
        for control in self.simulators:
            control.close()
        for officer in self._officers:
            officer.close()
        self.api.close()

"""What podman's networks leave in the machine's firewall and settings, put back afterwards."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from ops.compose_check.lab import run

OWNER = "NETAVARK"
TABLES = ("filter", "nat")
FORWARDING = Path("/proc/sys/net/ipv4/ip_forward")


def rules(table: str) -> list[list[str]]:
    """Return the firewall rules of a table that belong to podman's networks."""
    told = run(["iptables", "-t", table, "-S"]).splitlines()
    return [shlex.split(line) for line in told if OWNER in line]


def withdrawals(present: list[list[str]]) -> list[list[str]]:
    """Return the arguments that take the rules away again: rules first, then their chains."""
    added = [["-D", *rule[1:]] for rule in present if rule[0] == "-A"]
    return added + [["-X", rule[1]] for rule in present if rule[0] == "-N"]


@dataclass(frozen=True)
class Footprint:
    """How the machine was before the check; another podman's rules are never touched."""

    forwarding: str
    shared: bool

    @classmethod
    def taken_now(cls) -> Footprint:
        """Take note of how the machine is."""
        shared = any(rules(table) for table in TABLES)
        return cls(forwarding=FORWARDING.read_text("ascii"), shared=shared)

    def put_back(self) -> None:
        """Take away what the check added."""
        if self.shared:
            return
        for table in TABLES:
            for arguments in withdrawals(rules(table)):
                run(["iptables", "-t", table, *arguments])
        FORWARDING.write_text(self.forwarding, "ascii")

"""Reaches a started stack from outside, as its users do, and plays the demo's path against it."""

from __future__ import annotations

import importlib.util
import json
import sys
import urllib.error
import urllib.request

from ops.compose_check.lab import CheckFailed, run
from ops.compose_check.stack import ROOT, Stack

HEALTH = {
    "api": ("API", "/health/ready"),
    "siak_sim": ("SIAK", "/_sim/v1/health"),
    "whatsapp_sim": ("WHATSAPP", "/_sim/v1/health"),
    "mail": ("MAIL", "/_sim/v1/health"),
}


def control_token(stack: Stack, service: str) -> str:
    """Return the token that opens a simulator's control routes, as its command line has it."""
    told = stack.command_of(service)
    return told[told.index("--control-token") + 1] if "--control-token" in told else ""


def ask_published_addresses(stack: Stack) -> None:
    """Ask every started program for its health through the port it publishes."""
    for service in set(HEALTH) & set(stack.services):
        port, path = HEALTH[service]
        address = f"http://127.0.0.1:{stack.ports[port]}{path}"
        headers = {"X-Sim-Token": control_token(stack, service)}
        request = urllib.request.Request(address, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                answer.read()
        except (urllib.error.URLError, OSError) as refused:
            raise CheckFailed(f"{service} is healthy, but {address} is not: {refused}") from None


def addresses(stack: Stack) -> dict[str, object]:
    """Return what `python -m harness demo --against` needs to reach a stack."""
    url = {name: f"http://127.0.0.1:{port}" for name, port in stack.ports.items()}
    chat = stack.ready_line("whatsapp_sim")
    named = ("token", "phone_number_id", "account_id", "app_secret")
    opened = people(stack)
    return {
        "graphql": f"{url['API']}/graphql",
        "siak": url["SIAK"],
        "whatsapp": {"url": url["WHATSAPP"], **{name: chat.get(name) for name in named}},
        "mail": url["MAIL"],
        "control_token": control_token(stack, "whatsapp_sim"),
        **opened,
    }


def people(stack: Stack) -> dict[str, object]:
    """Make the people of a development installation; return their tokens and the passphrase."""
    told = stack.execute("api", "python", "-m", "api", "token", "development")
    return dict(json.loads(told.strip().splitlines()[-1]))


def can_be_played() -> bool:
    """Tell whether the harness has a command line."""
    return importlib.util.find_spec("harness.__main__") is not None


def play(stack: Stack) -> str:
    """Play the demo's path against the stack and return what it told."""
    against = stack.lab.root / "against.json"
    against.write_text(json.dumps(addresses(stack)), "utf-8")
    return run([sys.executable, "-m", "harness", "demo", "--against", str(against)], cwd=ROOT)

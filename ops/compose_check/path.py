"""Plays the demo's path against a started stack; before the harness can, asks each for health."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ops.compose_check.lab import run
from ops.compose_check.stack import ROOT, Stack

CONTROL_TOKEN = "kendali-hanya-untuk-pengembangan"


def addresses(stack: Stack) -> dict[str, object]:
    """Return what `python -m harness demo --against` needs to reach a stack."""
    url = {name: f"http://127.0.0.1:{port}" for name, port in stack.ports.items()}
    return {
        "graphql": f"{url['API']}/graphql",
        "siak": url["SIAK"],
        "whatsapp": {"url": url["WHATSAPP"]},
        "mail": url["MAIL"],
        "control_token": CONTROL_TOKEN,
    }


def play(stack: Stack) -> str:
    """Play the demo's path against the stack and return what it told."""
    against: Path = stack.lab.root / "against.json"
    against.write_text(json.dumps(addresses(stack)), "utf-8")
    return run([sys.executable, "-m", "harness", "demo", "--against", str(against)], cwd=ROOT)

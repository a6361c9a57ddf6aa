"""Run the simulated gateway as a program: `python -m whatsapp_sim`."""

from __future__ import annotations

import json

from simkit.faults import Json
from simkit.program import options_from, options_parser, run
from whatsapp_sim.app import build_app
from whatsapp_sim.config import Config, Switches


def main() -> None:
    """Read the options and serve."""
    parser = options_parser("whatsapp_sim", "WhatsApp Cloud API, simulated.")
    parser.add_argument("--webhook", help="callback to register at the start")
    parser.add_argument("--verify-token")
    parser.add_argument("--token", help="access token; made from the seed otherwise")
    parser.add_argument("--app-secret")
    parser.add_argument("--phone-number-id")
    parser.add_argument("--account-id")
    parser.add_argument("--set", action="append", default=[], metavar="SWITCH=JSON")
    parsed = parser.parse_args()
    try:
        switches = Switches().changed(dict(map(_setting, parsed.set)))
    except ValueError as refused:
        parser.error(str(refused))
    config = Config(
        options=options_from(parsed),
        switches=switches,
        webhook=parsed.webhook,
        verify_token=parsed.verify_token,
        token=parsed.token,
        app_secret=parsed.app_secret,
        phone_number_id=parsed.phone_number_id,
        account_id=parsed.account_id,
    )
    run(build_app(config))


def _setting(text: str) -> tuple[str, Json | str | bool | float]:
    name, _, value = text.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


if __name__ == "__main__":
    main()

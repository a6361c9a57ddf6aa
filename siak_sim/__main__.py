"""Run the simulated SIAK as a program: `python -m siak_sim`."""

import os
import sys

from siak_sim.app import build_app
from siak_sim.config import Config
from siak_sim.people.populations import MINI, SIZES
from siak_sim.people.tellings import TELLINGS
from simkit.program import options_from, options_parser, run


def main() -> None:
    """Read the options and serve."""
    parser = options_parser("siak_sim", "SIAK, the population registry, simulated.")
    parser.add_argument("what", nargs="?", choices=("serve", *TELLINGS), default="serve")
    parser.add_argument("--token", help="access token; made from the seed otherwise")
    parser.add_argument("--callback-secret", help="signs callbacks; made from the seed otherwise")
    parser.add_argument("--bsre-passphrase", help="of the head of office; made from the seed")
    parser.add_argument(
        "--bsre-pki",
        metavar="FOLDER",
        default=os.environ.get("SIAK_SIM_BSRE_PKI"),
        help="keeps BSrE's keys, and its root.pem; SIAK_SIM_BSRE_PKI says the same",
    )
    parser.add_argument("--decision-seconds", type=float, default=0.2)
    parser.add_argument("--card-stock", type=int, default=500)
    parser.add_argument(
        "--trust-root", action="append", default=[], metavar="FILE", help="judge signatures too"
    )
    parser.add_argument("--session-minutes", type=float, default=30.0, help="idle, until it ends")
    parser.add_argument("--per-minute", type=int, help="calls a minute; no limit otherwise")
    parser.add_argument("--population", choices=SIZES, default=MINI, help="who lives here")
    parser.add_argument("--population-dir", metavar="FOLDER", help="where generated ones are kept")
    parsed = parser.parse_args()
    config = Config(
        options=options_from(parsed),
        token=parsed.token,
        callback_secret=parsed.callback_secret,
        bsre_passphrase=parsed.bsre_passphrase,
        bsre_pki=parsed.bsre_pki,
        decision_seconds=parsed.decision_seconds,
        card_stock=parsed.card_stock,
        trust_roots=tuple(parsed.trust_root),
        session_minutes=parsed.session_minutes,
        per_minute=parsed.per_minute,
        population=parsed.population,
        population_dir=parsed.population_dir,
    )
    if parsed.what == "serve":
        run(build_app(config))
    else:
        sys.stdout.write(TELLINGS[parsed.what](config))


if __name__ == "__main__":
    main()

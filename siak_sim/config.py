"""What one simulated SIAK can be told at its start."""

from dataclasses import dataclass, field

from simkit.kernel import Options


@dataclass(frozen=True)
class Config:
    """Options of all simulators, and SIAK's own."""

    options: Options = field(default_factory=Options)
    token: str | None = None  # made from the seed otherwise
    callback_secret: str | None = None  # made from the seed otherwise
    bsre_passphrase: str | None = None  # of the head of office at BSrE; made from the seed
    bsre_pki: str | None = None  # folder that keeps BSrE's keys; made anew in each world otherwise
    decision_seconds: float = 0.2  # from receipt to acceptance or refusal
    card_stock: int = 500  # blank cards of each type
    trust_roots: tuple[str, ...] = ()  # files; with any, signatures are checked to the root
    session_minutes: float = 30.0  # until an idle operator's session ends
    per_minute: int | None = None  # calls the integration may make in one minute
    population: str = "mini"  # how many families beside the named cases; see populations.SIZES
    population_dir: str | None = None  # where generated ones are kept; the user's cache otherwise

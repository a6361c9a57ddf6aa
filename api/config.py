"""Settings of one installation; the only reader of environment variables."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "DIKJAMILA_"
NIK_DIGITS = 16
_WHO = ("signing_roots", "signing_niks")
_WHERE = ("bsre_url", "bsre_user", "bsre_password")
ELSEWHERE: Mapping[str, tuple[str, ...]] = {  # who may sign elsewhere, and what has to be set
    "siak": _WHO,
    "bsre_v1": _WHO + _WHERE,
    "bsre_v2": _WHO + _WHERE,
}


class SettingsError(ValueError):
    """A setting is missing or wrong; the message names it."""


@dataclass(frozen=True)
class Settings:
    """What an installation decides; each field is the variable DIKJAMILA_<NAME>."""

    database_url: str = ""  # empty: a SQLite file in the data folder
    data_dir: Path = Path("var/data")
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""  # as people reach it; may carry a path prefix
    worker: str = "inline"  # inline, or off where worker processes run beside
    test_mode: bool = False  # mounts /_test; never in production
    introspection: bool = True  # for strangers
    siak_mode: str = "interface"  # or by_hand: an operator enters in SIAK and types back
    siak_url: str = "http://127.0.0.1:8100"
    siak_token: str = field(default="", repr=False)
    siak_secret: str = field(default="", repr=False)
    siak_callback_url: str = ""  # empty: below the public address
    siak_operator: str = "dik-jamila"  # in whose name sessions are opened there
    siak_timeout_seconds: int = 10  # until an answer of SIAK is no longer waited for
    whatsapp_url: str = "https://graph.facebook.com"
    whatsapp_version: str = "v23.0"
    whatsapp_token: str = field(default="", repr=False)
    whatsapp_phone_number_id: str = ""
    whatsapp_app_secret: str = field(default="", repr=False)
    whatsapp_verify_token: str = field(default="", repr=False)
    smtp_url: str = field(default="smtp://127.0.0.1:25", repr=False)
    mail_sender: str = "Dik Jamila Me-WA <layanan@dik-jamila.example>"
    file_key: str = field(default="", repr=False)  # 64 hex digits; empty: one made in data_dir
    signatory_passphrase: str = field(default="", repr=False)  # of the development signatory
    signing: str = "local"  # our own key; siak: SIAK has BSrE sign; bsre_v1, bsre_v2: BSrE itself
    signing_roots: str = ""  # files of the roots we trust beside our own, by commas
    signing_niks: str = field(default="", repr=False)  # signatory=NIK, by commas; for all but local
    pki_url: str = ""  # where others reach /pki; certificates made from then on name it
    tsa_url: str = ""  # of a time-stamp authority outside; empty: our own
    tsa_user: str = ""
    tsa_password: str = field(default="", repr=False)
    bsre_url: str = ""  # of the office's own eSign client service; may carry a path prefix
    bsre_user: str = ""
    bsre_password: str = field(default="", repr=False)
    bsre_timeout_seconds: int = 30  # until an answer of BSrE is no longer waited for
    draft_confirmation: bool = False
    upload_at_once: bool = True
    claim_minutes: int = 60  # until a claimed application goes back to the queue
    draft_days: int = 14  # until a draft lapses
    completion_days: int = 14  # for the citizen to replace refused papers
    attendance_days: int = 30  # to come to the office
    visits_at_once: int = 3  # how many the office receives at one time
    draft_answer_hours: int = 24  # for the citizen to answer the draft
    receipt_seconds: int = 60  # for a receipt to settle a message nobody knows the fate of
    delivery_hours: int = 24  # for a receipt, before the next channel is tried
    pickup_days: int = 90  # printed on the pick-up slip
    reconcile_hour: int = 2  # at which our books are compared with SIAK's, in the office's time
    specimen: bool = True  # CONTOH across every page; only a real signer may go without
    verify_per_minute: int = 120  # look-ups by strangers from one address; 0: no limit
    verify_files_per_minute: int = 20  # files strangers may have judged; 0: no limit
    trusted_proxies: int = 0  # before us, each of which adds to X-Forwarded-For
    log_level: str = "INFO"

    @property
    def database(self) -> str:
        """Return the address of the database."""
        if self.database_url:
            return self.database_url
        return f"sqlite+aiosqlite:///{(self.data_dir / 'dik-jamila.sqlite3').absolute()}"

    @property
    def siak_by_hand(self) -> bool:
        """Tell whether an operator works in SIAK by hand; there is no interface then."""
        if self.siak_mode not in ("interface", "by_hand"):
            raise SettingsError(f"{PREFIX}SIAK_MODE is interface or by_hand")
        return self.siak_mode == "by_hand"

    @property
    def signing_elsewhere(self) -> str:
        """Return who signs elsewhere, or nothing; whom we trust and who signs is then named."""
        if self.signing == "local":
            return ""
        if self.signing not in ELSEWHERE:
            raise SettingsError(f"{PREFIX}SIGNING is local, {', '.join(ELSEWHERE)}")
        if self.signing == "siak" and self.siak_by_hand:
            raise SettingsError(f"{PREFIX}SIGNING=siak needs the interface to SIAK")
        missing = [name for name in ELSEWHERE[self.signing] if not getattr(self, name)]
        if missing or not (self.trusted_roots and self.signer_niks):
            names = ", ".join(PREFIX + name.upper() for name in ELSEWHERE[self.signing])
            raise SettingsError(f"{PREFIX}SIGNING={self.signing} needs {names}")
        return self.signing

    @property
    def trusted_roots(self) -> tuple[Path, ...]:
        """Return the files of the roots we trust beside our own."""
        return tuple(Path(name) for name in _parts(self.signing_roots))

    @property
    def signer_niks(self) -> Mapping[str, str]:
        """Return the NIK each signatory signs with elsewhere; kept nowhere but here."""
        found = {}
        for part in _parts(self.signing_niks):
            signatory, _, nik = (each.strip() for each in part.partition("="))
            if not (signatory and len(nik) == NIK_DIGITS and nik.isdecimal() and nik.isascii()):
                raise SettingsError(f"{PREFIX}SIGNING_NIKS is signatory=NIK, parted by commas")
            found[signatory] = nik
        return found

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is the embedded installation: one process, one file."""
        return self.database.startswith("sqlite")


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings the environment names, defaults for the rest."""
    given = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for name, kind in Settings.__annotations__.items():
        raw = given.get(f"{PREFIX}{name.upper()}")
        if raw is not None:
            values[name] = _read(name, kind, raw)
    known = {f"{PREFIX}{name.upper()}" for name in Settings.__annotations__}
    unknown = sorted(n for n in given if n.startswith(PREFIX) and n not in known)
    if unknown:
        raise SettingsError(f"unknown settings: {', '.join(unknown)}")
    return Settings(**values)  # type: ignore[arg-type]  # read by kind just above


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _read(name: str, kind: object, raw: str) -> object:
    if kind is bool:
        if raw.lower() not in ("0", "1", "true", "false", ""):
            raise SettingsError(f"{PREFIX}{name.upper()} is 0 or 1")
        return raw.lower() in ("1", "true")
    if kind is int:
        if not raw.isdigit():
            raise SettingsError(f"{PREFIX}{name.upper()} is a whole number")
        return int(raw)
    return Path(raw) if kind is Path else raw


def secret_of(settings: Settings, name: str) -> bytes:
    """Return a secret of 32 bytes kept in the data folder; made at first start."""
    if name == "file" and settings.file_key:
        return bytes.fromhex(settings.file_key)
    path = settings.data_dir / "secrets" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        temporary = path.with_name(f".{name}.{os.getpid()}")
        temporary.write_bytes(secrets.token_bytes(32))
        temporary.chmod(0o600)
        try:
            os.link(temporary, path)  # whoever comes first decides, for every process
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_bytes()

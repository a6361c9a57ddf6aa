"""The whole stack as programs of their own, in a fresh folder; nothing is left behind."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from harness.addresses import Addresses, Bsre, Gateway
from harness.control import Control
from harness.programs import DidNotStart, Program, environment
from harness.waiting import until

SIGNINGS = ("local", "siak", "bsre_v1", "bsre_v2")  # as the service's setting has them
HEAD = "kepala-1"  # the development installation's head of office
_TOKENS_WITHIN = 60.0


@dataclass(frozen=True)
class Options:
    """What one stack is told."""

    folder: Path
    seed: int = 7
    database_url: str = ""  # empty: a SQLite file in the folder
    decision_seconds: float = 0.05  # SIAK's, from receipt to acceptance or refusal
    population: str = "mini"  # SIAK's: mini, small, district or full
    signing: str = "local"  # or siak, bsre_v1, bsre_v2: BSrE signs, in SIAK's simulator
    settings: Mapping[str, str] = field(default_factory=dict)  # more of the service's own


class Stack:
    """Starts SIAK, WhatsApp, mail sink and service; a context manager."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._logs = options.folder / "logs"
        self._programs: dict[str, Program] = {}
        self._addresses: Addresses | None = None

    @property
    def data(self) -> Path:
        """The service's data folder."""
        return self.options.folder / "data"

    @property
    def addresses(self) -> Addresses:
        """Where everything listens."""
        if self._addresses is None:
            raise RuntimeError("the stack has not started")
        return self._addresses

    def __enter__(self) -> Stack:
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _start(self) -> None:
        self._logs.mkdir(parents=True, exist_ok=True)
        seed = ["--port", "0", "--seed", str(self.options.seed)]
        decision = ["--decision-seconds", str(self.options.decision_seconds)]
        people = ["--population", self.options.population]
        keys = ["--bsre-pki", str(self.options.folder / "bsre")]
        self._launch("siak_sim", ["siak_sim", *seed, *decision, *people, *keys])
        self._launch("whatsapp_sim", ["whatsapp_sim", *seed])
        self._launch("mailbox", ["simkit.mailbox", *seed])
        opened = self._tokens()
        siak, chat, mail = (
            self._programs[name].wait_ready() for name in ("siak_sim", "whatsapp_sim", "mailbox")
        )
        verify_token = str(chat["verify_token"])
        self._launch("api", ["api", "serve", "--port", "0"], self._settings(siak, chat, mail))
        api = self._programs["api"].wait_ready()
        self._addresses = Addresses(
            graphql=api["graphql"],
            siak=siak["url"],
            whatsapp=Gateway(
                chat["url"],
                chat["token"],
                chat["phone_number_id"],
                chat["account_id"],
                chat["app_secret"],
            ),
            mail=mail["url"],
            tokens=opened["tokens"],
            passphrase=opened["passphrase"] if self._signs_here else siak["bsre_passphrase"],
            siak_token=siak["token"],
            bsre=Bsre(siak["bsre_url"], siak["bsre_user"], siak["bsre_password"]),
            root="" if self._signs_here else siak["bsre_root"],
        )
        self._register_webhook(api["url"], verify_token)

    def _launch(
        self, name: str, arguments: list[str], settings: Mapping[str, str] | None = None
    ) -> None:
        self._programs[name] = Program(name, arguments, self._logs, settings or {})
        self._programs[name].start()

    def _own_settings(self) -> dict[str, str]:
        found = {"DATA_DIR": str(self.data), "TEST_MODE": "1", **self.options.settings}
        if self.options.database_url:
            found["DATABASE_URL"] = self.options.database_url
        return found

    def _settings(
        self, siak: Mapping[str, Any], chat: Mapping[str, Any], mail: Mapping[str, Any]
    ) -> dict[str, str]:  # Any: the JSON of the ready lines
        return self._own_settings() | {
            "SIAK_URL": siak["url"],
            "SIAK_TOKEN": siak["token"],
            "SIAK_SECRET": siak["callback_secret"],
            "WHATSAPP_URL": chat["url"],
            "WHATSAPP_TOKEN": chat["token"],
            "WHATSAPP_PHONE_NUMBER_ID": chat["phone_number_id"],
            "WHATSAPP_APP_SECRET": chat["app_secret"],
            "WHATSAPP_VERIFY_TOKEN": chat["verify_token"],
            "SMTP_URL": f"smtp://{mail['smtp_host']}:{mail['smtp_port']}",
            **({} if self._signs_here else self._signing(siak)),
        }

    @property
    def _signs_here(self) -> bool:
        return self.options.signing == SIGNINGS[0]

    def _signing(self, siak: Mapping[str, Any]) -> dict[str, str]:  # Any: JSON
        """Tell the service who signs elsewhere; BSrE has its keys already."""
        return {
            "SIGNING": self.options.signing,
            "SIGNING_ROOTS": siak["bsre_root"],
            "SIGNING_NIKS": f"{HEAD}={siak['bsre_nik']}",
            "BSRE_URL": siak["bsre_url"],
            "BSRE_USER": siak["bsre_user"],
            "BSRE_PASSWORD": siak["bsre_password"],
        }

    def _tokens(self) -> dict[str, Any]:  # any JSON
        """Make the people of a development installation; return what opens them."""
        done = self.command("token", "development")
        if done.returncode != 0:
            raise DidNotStart(f"token development: {done.stderr[-2000:]}")
        told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return told

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the service on this stack's data."""
        return subprocess.run(
            [sys.executable, "-P", "-m", "api", *arguments],
            env=environment(self._own_settings()),
            capture_output=True,
            text=True,
            check=False,
            timeout=_TOKENS_WITHIN,
        )

    def _register_webhook(self, api: str, verify_token: str) -> None:
        control = Control("whatsapp_sim", self.addresses.whatsapp.url)
        control.post(
            "/webhook",
            {
                "url": f"{api}/webhooks/whatsapp",
                "verify_token": verify_token,
                "app_secret": self.addresses.whatsapp.app_secret,
            },
        )
        control.close()

    def kill9(self, name: str) -> None:
        """Let one program die as if the power had gone."""
        self._programs[name].fix_port()
        self._programs[name].kill9()

    def restart(self, name: str) -> None:
        """Start a program that died: same port, same data."""
        self._programs[name].start()
        self._programs[name].wait_ready()
        if name == "api":
            until(self._answers, 10, lambda: "the service does not answer")

    def _answers(self) -> bool | None:
        try:
            answer = httpx.get(f"{self.addresses.api}/health/ready", trust_env=False)
        except httpx.HTTPError:
            return None
        return True if answer.is_success else None

    def log(self, name: str) -> str:
        """Return a program's log."""
        return self._programs[name].told()

    def stop(self) -> None:
        """Stop everything, the service first; by force where asking does not help."""
        for program in reversed(self._programs.values()):
            program.ask_to_stop()
        for program in reversed(self._programs.values()):
            program.stop()

"""What the harness shows on the terminal: progress, the table of steps, verdicts, addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from harness.addresses import Addresses
from harness.judges import Verdict

STEPS: Mapping[str, str] = {
    "a": "applied",
    "b": "reviewed",
    "c": "in SIAK",
    "d": "verified",
    "e": "signed",
    "f": "uploaded",
    "g": "issued",
    "h": "delivered",
}
_WIDE = 130  # columns where no terminal tells its width


class Report:
    """Tells people how a run goes, and how it went."""

    def __init__(self, journeys: Sequence[str], console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)
        if not self.console.is_terminal:
            self.console.width = _WIDE
        self.steps: dict[str, dict[str, str]] = {name: {} for name in journeys}
        self._progress = Progress(
            TextColumn("{task.description:<34}"),
            BarColumn(24),
            TextColumn("{task.fields[step]:<26}"),
            TimeElapsedColumn(),
            console=self.console,
            disable=not self.console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Report:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def says(self, words: str) -> None:
        """Print one line."""
        self.console.print(escape(words))

    def begins(self, journey: str) -> None:
        """Show that a journey begins."""
        task = self._progress.add_task(journey, total=len(STEPS), step="", start=True)
        self._tasks[journey] = task

    def step(self, journey: str, letter: str, what: str) -> None:
        """Show a step of a journey."""
        self.steps[journey][letter] = what
        done = len(self.steps[journey])
        if journey in self._tasks:
            self._progress.update(self._tasks[journey], completed=done, step=STEPS[letter])
        if not self.console.is_terminal:
            self.says(f"  {letter}  {journey}: {what}")

    def table(self) -> None:
        """Print what happened at each step of each journey."""
        table = Table(box=box.SIMPLE_HEAD, title="What happened", title_justify="left")
        table.add_column("step", style="bold", no_wrap=True)
        for journey in self.steps:
            table.add_column(journey, overflow="fold")
        for letter, meaning in STEPS.items():
            told = (escape(steps.get(letter, "-")) for steps in self.steps.values())
            table.add_row(f"{letter}  {meaning}", *told)
        self.console.print(table)

    def verdicts(self, found: Mapping[str, Sequence[Verdict]]) -> None:
        """Print what the judges said of each signed PDF."""
        table = Table(box=box.SIMPLE_HEAD, title="Signatures", title_justify="left")
        table.add_column("signed PDF", overflow="fold")
        judges = dict.fromkeys(v.judge for verdicts in found.values() for v in verdicts)
        for judge in judges:
            table.add_column(judge)
        for name, verdicts in found.items():
            by_judge = {verdict.judge: verdict.is_good for verdict in verdicts}
            shown = (_mark(by_judge.get(judge)) for judge in judges)
            table.add_row(escape(name), *shown)
        self.console.print(table)

    def addresses(self, told: Addresses) -> None:
        """Print where people look."""
        table = Table(box=None, show_header=False, padding=(0, 2))
        for what, url in (
            ("GraphiQL", told.graphql),
            ("chat page", told.whatsapp.url),
            ("SIAK page", told.siak),
            ("mail", told.mail),
        ):
            table.add_row(what, escape(url + "/" * (what != "GraphiQL")))
        self.console.print(table)

    def tokens(self, told: Addresses) -> None:
        """Print a token for each role, and the signatory's passphrase."""
        table = Table(box=None, show_header=False, padding=(0, 2))
        for role, token in told.tokens.items():
            table.add_row(role, escape(token))
        table.add_row("passphrase", escape(told.passphrase))
        self.console.print(table)


def _mark(is_good: bool | None) -> str:
    return "-" if is_good is None else "[green]valid[/]" if is_good else "[red]NOT VALID[/]"

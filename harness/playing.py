"""`python -m harness play`: stories by name, told step by step, with what they leave to look at."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from harness import addresses, judges, services
from harness.report import Report
from harness.services import Played
from harness.stack import Options, Stack
from harness.story import Story, all_stories, find
from harness.world import World


def list_stories(report: Report) -> None:
    """Print every story: its name, the way it comes in, and what happens."""
    for story in all_stories().values():
        report.says(f"{story.name} ({story.way})\n    {story.about}")


def run(
    names: Sequence[str], folder: Path, against: str, report: Report, *, signing: str = "local"
) -> bool:
    """Play stories on a fresh stack or a running one; tell whether all went as they say."""
    stories = [find(name) for name in names]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with ExitStack() as closing:
        if against:
            told = addresses.read(against)
        else:
            told = closing.enter_context(
                Stack(Options(folder / "stack", signing=signing))
            ).addresses
        world = World(told)
        closing.callback(world.close)
        judges.root_of(world, folder)
        try:
            went = [_plays(world, story, folder, report) for story in stories]
        finally:
            (folder / "transcript.txt").write_text(world.transcript.text(), "utf-8")
            report.says(f"Signed PDFs, root certificate and transcript: {folder}/")
        return all(went)


def _plays(world: World, story: Story, folder: Path, report: Report) -> bool:
    report.says(f"{story.name}: {story.about}")
    try:
        played = services.play(world, story, lambda step, what: report.says(f"  {step:<8} {what}"))
    except services.Stopped as stopped:
        report.says(f"  STOPPED  {stopped}")
        return False
    for each in played.differences:
        report.says(f"  DIFFERS  {each}")
    if not played.differences:
        report.says(f"  then     {len(story.afterwards)} facts of the registry are as told")
    return _is_judged(played, folder, report) and not played.differences


def _is_judged(played: Played, folder: Path, report: Report) -> bool:
    """Keep the signed files that were received, and ask our validator about each."""
    verdicts = []
    for name, data in played.journey.papers:
        path = folder / f"{played.journey.number}-{Path(name).name}"
        path.write_bytes(data)
        verdict = judges.verify_pdf(path, folder / "root.pem")
        verdicts.append(verdict)
        report.says(f"  {'genuine' if verdict.is_good else 'NOT GENUINE'}  {path.name}")
    return all(verdict.is_good for verdict in verdicts)

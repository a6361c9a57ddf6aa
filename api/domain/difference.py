"""What changed between two texts, line by line and page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

Pages = Sequence[Sequence[str]]  # lines by page


class LineKind(StrEnum):
    """What became of a line."""

    SAME = "SAME"
    REMOVED = "REMOVED"
    ADDED = "ADDED"


@dataclass(frozen=True)
class DiffLine:
    """One line; its page is that of the text it stands in, the later one where both have it."""

    kind: LineKind
    page: int  # from 1
    text: str


def difference(before: Pages, after: Pages) -> tuple[DiffLine, ...]:
    """Return all lines in reading order, what was removed before what took its place."""
    old, new = list(_numbered(before)), list(_numbered(after))
    matcher = SequenceMatcher(
        None, [text for _, text in old], [text for _, text in new], autojunk=False
    )
    found: list[DiffLine] = []
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            found += [DiffLine(LineKind.SAME, *each) for each in new[new_start:new_end]]
            continue
        found += [DiffLine(LineKind.REMOVED, *each) for each in old[old_start:old_end]]
        found += [DiffLine(LineKind.ADDED, *each) for each in new[new_start:new_end]]
    return tuple(found)


def _numbered(pages: Pages) -> Iterator[tuple[int, str]]:
    for number, lines in enumerate(pages, 1):
        for line in lines:
            yield number, line

"""What changed between two texts, line by line."""

from api.domain.difference import DiffLine, LineKind, difference

SAME, REMOVED, ADDED = LineKind.SAME, LineKind.REMOVED, LineKind.ADDED


def test_what_was_removed_stands_before_what_took_its_place() -> None:
    found = difference([["a", "b", "c"]], [["a", "x", "c"]])

    assert found == (
        DiffLine(SAME, 1, "a"),
        DiffLine(REMOVED, 1, "b"),
        DiffLine(ADDED, 1, "x"),
        DiffLine(SAME, 1, "c"),
    )


def test_each_line_tells_its_page() -> None:
    found = difference([["a"], ["b"]], [["a", "b"], ["c"]])

    assert [(line.kind, line.page, line.text) for line in found] == [
        (SAME, 1, "a"),
        (SAME, 1, "b"),
        (ADDED, 2, "c"),
    ]


def test_against_nothing_everything_is_new() -> None:
    assert difference([], [["a"]]) == (DiffLine(ADDED, 1, "a"),)
    assert difference([["a"]], []) == (DiffLine(REMOVED, 1, "a"),)


def test_many_lines_that_are_alike_do_not_hide_the_one_that_is_not() -> None:
    before = [["- - -"] * 700]
    after = [["- - -"] * 350 + ["JUMIAH CONTOH"] + ["- - -"] * 350]

    found = [line for line in difference(before, after) if line.kind is not SAME]

    assert [(line.kind, line.text) for line in found] == [(ADDED, "JUMIAH CONTOH")]

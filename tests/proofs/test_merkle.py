"""The tree over all chains: one root, and a way to it from every leaf."""

import pytest

from api.domain import merkle


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf(f"application-{number:03d}", f"{number:064x}") for number in range(count)]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33])
def test_every_leaf_climbs_to_the_root(count: int) -> None:
    given = leaves(count)
    root = merkle.root_of(given)

    for index, start in enumerate(given):
        assert merkle.climb(start, merkle.path_of(given, index)) == root


def test_the_way_is_as_short_as_the_tree_is_high() -> None:
    assert len(merkle.path_of(leaves(1_000), 500)) == 10


@pytest.mark.parametrize("count", [2, 3, 8, 9])
def test_another_leaf_another_order_or_one_fewer_give_another_root(count: int) -> None:
    given = leaves(count)
    root = merkle.root_of(given)

    changed = [merkle.leaf("application-000", "f" * 64), *given[1:]]

    assert merkle.root_of(changed) != root
    assert merkle.root_of(given[::-1]) != root
    assert merkle.root_of(given[:-1]) != root


def test_a_node_never_passes_for_a_leaf() -> None:
    given = leaves(4)
    inner = [merkle.root_of(given[:2]), merkle.root_of(given[2:])]

    assert merkle.root_of(inner) == merkle.root_of(given)  # as nodes they do meet
    assert merkle.leaf("", inner[0].hex()) not in given


def test_an_empty_log_has_a_root_of_its_own() -> None:
    assert merkle.root_of([]) == merkle.EMPTY

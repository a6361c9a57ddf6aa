"""The tree over the heads of all chains: one hash for the whole log, a short path for one of them.

Leaves and nodes are hashed apart, as RFC 6962 has it, so that a node can never pass for a leaf; a
node without a neighbour moves up as it is.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

LEAF, NODE = b"\x00", b"\x01"
EMPTY = hashlib.sha256(b"").digest()


@dataclass(frozen=True)
class Neighbour:
    """One step up the tree: the hash beside, and on which side of ours it stands."""

    hash: bytes
    is_left: bool


def leaf(application_id: str, head: str) -> bytes:
    """Return the leaf of one application: its id with the hash of its last event (hex)."""
    return hashlib.sha256(LEAF + f"{application_id}:{head}".encode()).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over the leaves in their order."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else EMPTY


def path_of(leaves: Sequence[bytes], index: int) -> list[Neighbour]:
    """Return what leads from one leaf to the root."""
    path, level = [], list(leaves)
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            path.append(Neighbour(level[beside], beside < index))
        level, index = _above(level), index // 2
    return path


def climb(start: bytes, path: Sequence[Neighbour]) -> bytes:
    """Return the root a path leads to."""
    present = start
    for each in path:
        left, right = (each.hash, present) if each.is_left else (present, each.hash)
        present = _node(left, right)
    return present


def _above(level: Sequence[bytes]) -> list[bytes]:
    pairs = range(0, len(level) - 1, 2)
    nodes = [_node(level[at], level[at + 1]) for at in pairs]
    return nodes + list(level[len(nodes) * 2 :])


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()

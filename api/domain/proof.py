"""The proof of service: what was done for one application, told so that anybody can check it.

It carries every step as the log sealed it, the hashes of what was received, verified, signed and
handed out, and the way from its chain to a checkpoint over the whole log. Checking needs nothing
but the proof itself; who vouches for it is told by the seal beside it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.domain import merkle
from api.domain.chain import GENESIS, SEALED, seal_fields
from api.domain.values import Status

KIND = "dik-jamila.proof-of-service"
CHECKPOINT = "dik-jamila.checkpoint"
VERSION = 1
FINISHED = frozenset({Status.COMPLETED, Status.REJECTED, Status.CANCELLED, Status.EXPIRED})
HASHES_OF_DOCUMENTS = ("verified_sha256", "signed_sha256")
PROBLEMS: Mapping[str, str] = {
    "UNREADABLE": "Berkas ini bukan bukti layanan yang dapat dibaca.",
    "STEP_MISSING": "Ada langkah yang hilang.",
    "STEP_CHANGED": "Langkah ini berubah.",
    "HEAD_DIFFERS": "Rantai langkah tidak berakhir pada kepala yang disebut.",
    "STATUS_DIFFERS": "Status permohonan tidak sesuai dengan langkah terakhir.",
    "FILE_UNPROVEN": "Hash berkas ini tidak ada dalam langkah mana pun.",
    "CHECKPOINT_DIFFERS": "Rantai langkah tidak termasuk dalam titik periksa yang disebut.",
}

Json = Mapping[str, Any]  # as it is written in the file


@dataclass(frozen=True)
class Problem:
    """Something in a proof that does not hold, and where."""

    code: str
    where: str


class _Malformed(ValueError):
    """A value that is not where or what a proof has."""


def written(proof: Json) -> bytes:
    """Return a proof or checkpoint as its file has it: the same content, the same bytes."""
    text = json.dumps(proof, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def step_of(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a stored event as a step of a proof."""
    step = {name: row[name] for name in SEALED}
    return step | {"occurred_at": row["occurred_at"].isoformat(), "hash": row["hash"]}


def checkpoint_statement(
    *, made_at: str, upto: int, applications: int, root: str
) -> dict[str, Any]:
    """Return what the seal of a checkpoint covers."""
    return {
        "kind": CHECKPOINT,
        "version": VERSION,
        "made_at": made_at,
        "upto": upto,
        "applications": applications,
        "root_hash": root,
    }


def path_as_json(path: Sequence[merkle.Neighbour]) -> list[dict[str, str]]:
    """Return the way to the root as a proof writes it."""
    return [{("left" if each.is_left else "right"): each.hash.hex()} for each in path]


def problems_of(proof: object) -> list[Problem]:
    """Return everything that does not hold; an empty list means that the proof is whole."""
    if not isinstance(proof, dict) or proof.get("kind") != KIND or proof.get("version") != VERSION:
        return [Problem("UNREADABLE", "kind")]
    found: list[Problem] = []
    try:
        for part in (_chain, _files, _checkpoint):
            found.extend(part(proof))
    except (_Malformed, LookupError, TypeError, ValueError, AttributeError):
        found.append(Problem("UNREADABLE", ""))
    return found


def _chain(proof: Json) -> Iterator[Problem]:
    """Walk the steps as the log sealed them."""
    head, application = GENESIS, proof["application"]
    for position, step in enumerate(_list(proof["steps"]), 1):
        where = f"steps.{position - 1}"
        if step["version"] != position:
            yield Problem("STEP_MISSING", where)
            return
        fields = {name: step[name] for name in SEALED}
        fields["occurred_at"] = datetime.fromisoformat(step["occurred_at"])
        if step["application_id"] != application["id"] or seal_fields(fields, head) != step["hash"]:
            yield Problem("STEP_CHANGED", where)
        head = step["hash"]
    if head != proof["head"] or application["version"] != len(proof["steps"]):
        yield Problem("HEAD_DIFFERS", "head")
    if not proof["steps"] or proof["steps"][-1]["to_status"] != application["status"]:
        yield Problem("STATUS_DIFFERS", "application.status")


def _files(proof: Json) -> Iterator[Problem]:
    """Look every hash up in the steps."""
    proven = set(_texts([step["payload"] for step in proof["steps"]]))
    for position, file in enumerate(_list(proof["received"])):
        if file["sha256"] not in proven:
            yield Problem("FILE_UNPROVEN", f"received.{position}.sha256")
    for position, document in enumerate(_list(proof["documents"])):
        for name in HASHES_OF_DOCUMENTS:
            if document[name] is not None and document[name] not in proven:
                yield Problem("FILE_UNPROVEN", f"documents.{position}.{name}")


def _checkpoint(proof: Json) -> Iterator[Problem]:
    """Climb from the step the checkpoint saw to its root."""
    checkpoint = proof["checkpoint"]
    if checkpoint is None:
        return
    if not 1 <= checkpoint["step"] <= len(proof["steps"]):
        yield Problem("CHECKPOINT_DIFFERS", "checkpoint.step")
        return
    step = proof["steps"][checkpoint["step"] - 1]
    start = merkle.leaf(proof["application"]["id"], step["hash"])
    path = [_neighbour(each) for each in _list(checkpoint["path"])]
    if merkle.climb(start, path).hex() != checkpoint["statement"]["root_hash"]:
        yield Problem("CHECKPOINT_DIFFERS", "checkpoint.path")


def _neighbour(step: Json) -> merkle.Neighbour:
    ((side, value),) = step.items()
    if side not in ("left", "right"):
        raise _Malformed(side)
    return merkle.Neighbour(bytes.fromhex(value), side == "left")


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise _Malformed
    return value


def _texts(value: object) -> Iterator[str]:
    """Yield every text inside a payload."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)

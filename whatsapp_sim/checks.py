"""Small strict checks of what a caller sent, refused with the provider's codes and words."""

from __future__ import annotations

from collections.abc import Collection

from simkit.faults import Json
from whatsapp_sim.errors import GraphError


def refuse(details: str) -> GraphError:
    """Make the refusal of a value that is not valid."""
    return GraphError(131009, details)


def missing(name: str) -> GraphError:
    """Make the refusal of a parameter that is not there."""
    return GraphError(131008, f"Parameter {name} is missing")


def present(value: object) -> bool:
    """Tell whether a member counts as given; null is not."""
    return value is not None


def obj(parent: Json, key: str, where: str = "") -> Json:
    """Return a required object member."""
    value = parent.get(key)
    if value is None:
        raise missing(f"{where}{key}")
    if not isinstance(value, dict):
        raise refuse(f"{where}{key} must be a JSON object")
    return value


def rows(parent: Json, key: str, where: str = "") -> list[Json]:
    """Return a required array of objects."""
    value = parent.get(key)
    if value is None:
        raise missing(f"{where}{key}")
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise refuse(f"{where}{key} must be an array of objects")
    return value


def text(parent: Json, key: str, most: int, where: str = "") -> str:
    """Return a required text of 1 to `most` characters."""
    value = parent.get(key)
    if value is None:
        raise missing(f"{where}{key}")
    if not isinstance(value, str):
        raise refuse(f"{where}{key} must be a string")
    if not 1 <= len(value) <= most:
        raise refuse(
            f"{where}{key}: length {len(value)} is not valid. Min length: 1, Max length: {most}"
        )
    return value


def maybe_text(parent: Json, key: str, most: int, where: str = "") -> str | None:
    """Return an optional text of 1 to `most` characters."""
    return text(parent, key, most, where) if present(parent.get(key)) else None


def number(parent: Json, key: str, low: float, high: float, where: str = "") -> float:
    """Return a required number within bounds; a numeric string counts."""
    value = parent.get(key)
    if value is None:
        raise missing(f"{where}{key}")
    try:
        found = float(value)
    except (TypeError, ValueError):
        raise refuse(f"{where}{key} must be a number") from None
    if not low <= found <= high:
        raise refuse(f"{where}{key} must lie between {low:g} and {high:g}")
    return found


def only(parent: Json, allowed: Collection[str], where: str) -> None:
    """Refuse members nobody knows; a misspelt one would otherwise be lost in silence."""
    for key, value in parent.items():
        if key not in allowed and value is not None:
            shown = key[:40]
            raise GraphError(
                100,
                f'Unexpected key "{shown}" on param "{where}"',
                message=f'(#100) Unexpected key "{shown}" on param "{where}".',
            )

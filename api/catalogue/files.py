"""How a file of the shipped catalogue is opened, and what is said of one that does not fit."""

from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
Raw = dict[str, Any]  # YAML as it was written; checked by the loaders, nowhere else


class CatalogueBroken(Exception):
    """The shipped data contradict themselves; the text names file, service and field."""


def read_yaml(path: Path) -> Raw:
    """Return what a shipped file holds; it is a mapping."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with path.open(encoding="utf-8") as file:
        content = yaml.load(file, Loader=loader)
    if not isinstance(content, dict):
        raise CatalogueBroken(f"{path.name}: not a mapping")
    return content

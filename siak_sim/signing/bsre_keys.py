"""Where BSrE's keys are: in memory for one world, or in a folder that outlives it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from siak_sim.records import Json
from siak_sim.signing.bsre_pki import (
    LONGEST_NAME,
    Certified,
    make_issuer,
    make_root,
    make_signer,
    make_time_stamper,
)

ROOT, ISSUER, STAMPER = "root", "issuer", "stamper"  # among the keys, beside the signers' own
_AUTHORITIES = (ROOT, ISSUER, STAMPER)
ROOT_FILE = "root.pem"
_KEYS_FILE = "keys.json"


class Keyring:
    """Makes each key once. With a folder the authorities stay the same over every restart."""

    def __init__(self, now: Callable[[], datetime], folder: Path | None = None) -> None:
        self._now, self._folder = now, folder
        self._keys: dict[str, Certified] = {}
        self._making = asyncio.Lock()
        if folder is not None:
            self._open(folder)

    @property
    def root_file(self) -> Path | None:
        """Where the root's certificate lies as PEM, if it is kept."""
        return self._folder / ROOT_FILE if self._folder else None

    def clear(self) -> None:
        """Begin anew; what a folder keeps stays, but for signers' certificates of another time."""
        if self._folder is None:
            self._keys = {}
            return
        now = self._now()
        self._keys = {who: kept for who, kept in self._keys.items() if kept.is_good_at(now)}

    def known(self, whose: str) -> Certified | None:
        """Return a key that has been made."""
        return self._keys.get(whose)

    def forget(self, whose: str) -> None:
        """Let the next use make another key."""
        if self._keys.pop(whose, None):
            self._keep()

    async def authorities(self) -> tuple[Certified, Certified]:
        """Return root and issuer."""
        keys = self._keys
        root = await self._made(keys, ROOT, make_root)
        return root, await self._made(keys, ISSUER, lambda: make_issuer(root))

    async def time_stamper(self) -> Certified:
        """Return who gives the time."""
        keys = self._keys
        _, issuer = await self.authorities()
        return await self._made(keys, STAMPER, lambda: make_time_stamper(issuer))

    async def signer(self, whose: str, name: str) -> Certified:
        """Return a signer's key and certificate."""
        keys = self._keys
        _, issuer = await self.authorities()
        if whose in keys and keys[whose].name() != name[:LONGEST_NAME]:
            del keys[whose]
        return await self._made(keys, whose, lambda: make_signer(issuer, name, self._now()))

    async def _made(
        self, keys: dict[str, Certified], whose: str, make: Callable[[], Certified]
    ) -> Certified:
        """Make a key once; `keys` are those of the world the call began in."""
        async with self._making:
            if whose not in keys:
                keys[whose] = await asyncio.to_thread(make)
                self._keep()
            return keys[whose]

    def dump(self) -> Json:
        """Return the keys as JSON; those of a folder stay in it."""
        if self._folder is not None:
            return {}
        return {whose: asdict(certified) for whose, certified in self._keys.items()}

    def restore(self, dumped: Json) -> None:
        """Take the keys from what `dump` returned, unless a folder keeps them."""
        if self._folder is None:
            self._keys = {whose: Certified(**row) for whose, row in dumped.items()}

    def _open(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / _KEYS_FILE
        if file.exists():
            rows = json.loads(file.read_text("ascii"))
            kept = {whose: Certified(**row) for whose, row in rows.items()}
            now = self._now()
            self._keys = {w: c for w, c in kept.items() if w in _AUTHORITIES or c.is_good_at(now)}
        if ROOT not in self._keys:
            self._keys = {ROOT: make_root()}
        self._keep()
        (folder / ROOT_FILE).write_text(self._keys[ROOT].certificate, "ascii")

    def _keep(self) -> None:
        if self._folder is None:
            return
        rows = {whose: asdict(certified) for whose, certified in self._keys.items()}
        fresh = self._folder / (_KEYS_FILE + ".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(rows), "ascii")
        fresh.replace(self._folder / _KEYS_FILE)

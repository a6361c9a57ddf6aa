"""The passphrase of a signature made elsewhere is nowhere after the batch."""

from __future__ import annotations

import gc
import logging
from pathlib import Path

import pytest

from api.domain.errors import SigningRefused
from api.domain.ports import Permanent
from api.domain.values import DocumentStatus
from api.gateways.signing.bsre_wire import Secret
from siak_sim.signing.bsre_signers import DEFAULT_NIK
from tests.factories import HEAD, PASSPHRASE
from tests.gateways.signing.elsewhere import Elsewhere
from tests.installations import MONDAY

D = DocumentStatus


async def test_a_closed_key_signs_nothing_more_and_has_forgotten_everything(
    anywhere: Elsewhere,
) -> None:
    key = await anywhere.bench.office.signer.unlock(HEAD.id, PASSPHRASE)
    key.close()

    with pytest.raises(Permanent, match="KEY_CLOSED"):
        await key.sign(b"", field="TTE", reason="", now=MONDAY)

    assert not [value for value in vars(key).values() if PASSPHRASE in str(value)]


def test_a_secret_is_not_shown() -> None:
    assert PASSPHRASE not in repr(Secret(PASSPHRASE))


async def test_the_passphrase_is_nowhere_after_the_batch(
    anywhere: Elsewhere, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    backwards = "-".join(("1174", "ainehar", "ISALUMIS"))  # read from its end it is the passphrase
    anywhere.bsre.put_signer(DEFAULT_NIK, {"passphrase": backwards[::-1]})
    anywhere.world.breaks("bsre_down")
    with pytest.raises(SigningRefused):
        await anywhere.sign(backwards[::-1])
    anywhere.bench.clock.advance(30)  # BSrE's own line may be tried again
    anywhere.loses_answer(after_effect=True)

    await anywhere.sign(backwards[::-1])

    assert await anywhere.statuses() == [D.SIGN_UNKNOWN, D.SIGNED]
    secret = backwards[::-1].encode()
    assert files_with(tmp_path, MONDAY.date().isoformat().encode())  # the search finds something
    assert files_with(tmp_path, secret) == []
    assert secret.decode() not in caplog.text
    del secret
    await anywhere.world.siak_stops()
    assert holders(backwards) == []


def files_with(folder: Path, text: bytes) -> list[str]:
    """Return the names of the files that hold a text: database, stored files, SIAK's state."""
    kept = [file for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in kept if text in file.read_bytes()]


def holders(backwards: str) -> list[str]:
    """Return the kinds of living objects that hold the text whose reverse is given."""
    gc.collect()
    found = []
    for each in gc.get_objects():
        for part in gc.get_referents(each):
            text = part.decode("latin-1") if isinstance(part, bytes) else part
            if isinstance(text, str) and len(text) >= len(backwards) and backwards[::-1] in text:
                found.append(f"{type(each).__name__} {str(each)[:80]}")
    return found

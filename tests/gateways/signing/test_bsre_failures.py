"""Each state, error and fault of BSrE reaches the officer as its own code, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import delete

from api.domain.errors import SigningRefused
from api.domain.ports import Down
from api.domain.remotes import Remote
from api.gateways.signing.pki import ROOT
from api.storage import tables as t
from api.usecases import commands as c
from siak_sim.signing.bsre_manner import Manner
from siak_sim.signing.bsre_signers import DEFAULT_NIK
from tests.factories import HEAD, PASSPHRASE
from tests.gateways.signing.bsre_failures import BOTH, ROWS, Row
from tests.gateways.signing.elsewhere import Elsewhere, signing_elsewhere
from tests.installations import MONDAY
from tests.signers import PatientSigner

pytestmark = pytest.mark.asyncio(loop_scope="module")
HASTE = 2  # seconds until an answer is not waited for, where there will be none
NOBODY = "6311060101909999"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_birth(
    request: pytest.FixtureRequest,
    template: Path,
    certificates: Path,
    printed_page: bytes,
    bsre_keys: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Elsewhere]:
    async with signing_elsewhere(
        tmp_path_factory.mktemp("bsre-failures"),
        template,
        certificates,
        printed_page,
        MONDAY,
        signing=request.param,
        keys=bsre_keys,
    ) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def at_bsre(one_birth: Elsewhere) -> Elsewhere:
    """Two verified documents, a BSrE as on its first day, and nothing known of the line to it."""
    world, at = one_birth.world, one_birth
    if not world.is_siak_there:
        await world.siak_starts()
    world.simulator.kernel.faults.clear()
    at.bsre.manner = Manner()
    at.bsre.put_signer(DEFAULT_NIK, {"state": "ISSUE", "passphrase": PASSPHRASE})
    at.signs_with(at.parts.office.signer)
    async with at.bench.office.work.begin() as store:
        await store.connection.execute(delete(t.remote))
        await store.connection.execute(delete(t.passphrase_failure))
    for each in await at.documents():
        if each.status == "SIGN_UNKNOWN":
            decided = c.FailSign(document_id=each.id, reason="Tidak ada berkas")
            await at.bench.do(HEAD, decided)
    return at


async def make_special(at: Elsewhere, row: Row, certificates: Path) -> None:
    """Bring about what no fault rule can."""
    match row.special:
        case "stranger":
            at.signs_with(at.sees_bsre(signing_niks=f"{HEAD.id}={NOBODY}"))
        case "nobody":
            at.signs_with(at.sees_bsre(signing_niks=f"orang-lain={DEFAULT_NIK}"))
        case "account":
            at.signs_with(at.sees_bsre(bsre_password="SIMULASI-salah"))
        case "foreign":
            at.signs_with(at.sees_bsre(signing_roots=str(certificates / ROOT)))
        case "stopped":
            await at.world.siak_stops()
        case "circuit":
            await at.world.remotes.failed(Remote.BSRE, Down("BSRE_UNAVAILABLE"))
        case "suspended meanwhile":
            at.signs_with(PatientSigner(at.bench.office.signer, is_remote=True, tells_first=True))


async def signs(at: Elsewhere, row: Row) -> tuple[str, str]:
    """Sign one document; return the code and the sentence the officer gets."""
    signing = asyncio.create_task(at.sign(row.passphrase or PASSPHRASE, only=1))
    signer = at.bench.office.signer
    if isinstance(signer, PatientSigner):
        await signer.is_asked()
        at.bsre.put_signer(DEFAULT_NIK, {"state": "SUSPEND"})
        signer.go_on()
    try:
        (item,) = await at.items(await signing)
    except SigningRefused as refused:
        return refused.reason, refused.message
    return item["code"], item["message"]


@pytest.mark.parametrize(
    ("one_birth", "row"),
    [(version, row) for version in BOTH for row in ROWS if version in row.versions],
    ids=lambda value: value.name.replace(" ", "-") if isinstance(value, Row) else value,
    indirect=["one_birth"],
)
async def test_each_answer_of_bsre_has_its_own_code_and_end(
    at_bsre: Elsewhere, row: Row, certificates: Path
) -> None:
    at = at_bsre
    at.bsre.manner = at.bsre.manner.changed(dict(row.manner))
    if row.state:
        at.bsre.put_signer(DEFAULT_NIK, {"state": row.state})
    if row.fault:
        at.world.breaks(**row.fault)
    if row.fault.get("kind") == "hang":
        at.signs_with(at.sees_bsre(bsre_timeout_seconds=HASTE))
    await make_special(at, row, certificates)
    asked, made = at.asked(), at.made()

    code, sentence = await signs(at, row)

    assert code == row.code
    assert sentence.startswith(row.sentence.partition(".")[0])
    assert (await at.statuses())[0] is row.end.status
    assert at.asked() - asked == row.end.asked
    assert at.made() - made == row.made
    assert (await at.line()).is_down == row.is_down

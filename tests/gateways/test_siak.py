"""Our SIAK client against the simulated SIAK, over sockets, with everything that goes wrong."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pypdf
import pytest

from api.domain.ports import (
    Blocked,
    Permanent,
)
from api.domain.values import Medium
from api.gateways.siak import HttpSiak, parse_entry, signature_matches
from api.gateways.signing import pki
from api.gateways.signing.local import LocalSigner
from siak_sim.app import build_app
from siak_sim.config import Config
from siak_sim.wire.callbacks import signature
from simkit.kernel import Options
from simkit.program import Simulator, listening
from tests.gateways.siak_side import birth, decided, population, submission
from tests.simulators.siak_office import asks, birth_of, final, sha, signed

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


async def test_an_entry_goes_all_the_way(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    entry = await birth(simulator, siak, cases)
    files = {document.ref: _shown(document) for document in entry.documents}

    await siak.verify(
        entry.id, verifier="v-1", hashes={ref: sha(pdf) for ref, pdf in files.items()}
    )
    for ref, pdf in files.items():
        held = await siak.upload(entry.id, ref, signed(pdf), verified_sha256=sha(pdf))
        assert held == sha(signed(pdf))
    issued = await siak.issue(entry.id)

    assert [d.type for d in entry.documents] == ["AKTA_KELAHIRAN", "KK"]
    assert entry.documents[0].medium is Medium.PDF
    assert isinstance(entry.registration_date, date)
    assert entry.series == "LU"
    assert cases["couple_expecting"]["nik"] in entry.household
    assert issued.status == "ISSUED"
    assert issued.superseded == (cases["couple_expecting"]["family_card_number"],)
    family = await siak.family(issued.superseded[0])
    assert family is not None
    assert family["members"][-1]["name"] == "CONTOH ANAK BARU"


def _shown(document: Any) -> bytes:
    return final({"register_number": document.ref, "number": document.number})


async def sign(folder: Path, number: str) -> tuple[bytes, bytes]:
    """Return a blank page and the same with our own signature bound to a number, of a new PKI."""
    signatory = pki.NewSignatory("kadis", "SIMULASI KEPALA DINAS", "kata-sandi-contoh")
    pki.ensure_pki(folder, NOW, [signatory], rounds=1000)
    key = await LocalSigner(folder, lambda: NOW).unlock("kadis", "kata-sandi-contoh")
    writer, blank = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(blank)
    pdf = blank.getvalue().rstrip() + b"\n"
    made = await key.sign(pdf, field="TTE", reason=f"contoh {number}", now=NOW)
    return pdf, made.pdf


async def test_our_own_signature_is_what_siak_asks_for(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any], tmp_path: Path
) -> None:
    entry = await birth(simulator, siak, cases)
    pdf, made = await sign(tmp_path, entry.documents[0].number)
    refs = [document.ref for document in entry.documents]
    await siak.verify(entry.id, verifier="v-1", hashes=dict.fromkeys(refs, sha(pdf)))

    held = await siak.upload(entry.id, refs[0], made, verified_sha256=sha(pdf))

    assert held == sha(made)
    with pytest.raises(Permanent, match="NOT_SIGNED"):
        await siak.upload(entry.id, refs[1], made + b"\n% more", verified_sha256=sha(pdf))


async def test_with_roots_siak_judges_the_signature_itself(tmp_path: Path) -> None:
    number = "6311-LU-20112026-9001"  # the first of the day
    pdf, made = await sign(tmp_path / "ours", number)
    _, foreign = await sign(tmp_path / "foreign", number)
    config = Config(
        options=Options(clock=NOW.isoformat()),
        decision_seconds=0.0,
        trust_roots=(str(tmp_path / "ours" / pki.ROOT),),
    )
    simulator = build_app(config)
    async with listening(simulator):
        siak = HttpSiak(simulator.kernel.url, str(simulator.ready()["token"]))
        cases = await population(simulator)
        entry = await birth(simulator, siak, cases)
        ref = entry.documents[0].ref
        hashes = {document.ref: sha(pdf) for document in entry.documents}
        await siak.verify(entry.id, verifier="v-1", hashes=hashes)

        for other in (foreign, signed(pdf, reason=number)):
            with pytest.raises(Permanent, match="NOT_TRUSTED"):
                await siak.upload(entry.id, ref, other, verified_sha256=sha(pdf))
        held = await siak.upload(entry.id, ref, made, verified_sha256=sha(pdf))

        await siak.close()
    assert held == sha(made)


async def test_the_same_key_brings_the_decided_entry(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    first = await birth(simulator, siak, cases)
    again = await siak.submit(
        submission("AKTA_KELAHIRAN", birth_of(cases["couple_expecting"])), key="lahir"
    )
    assert again == first


async def test_an_entry_is_found_by_its_key(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    entry = await birth(simulator, siak, cases)
    assert await siak.entry_by_key("lahir") == entry
    assert await siak.entry_by_key("mati & lain") is None


async def test_empty_card_stock_is_waited_for(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    answers = {**asks(cases["lost_ktp"]), "loss_kind": "HILANG"}
    received = await siak.submit(submission("KTP_EL_HILANG_RUSAK", answers), key="k")
    await decided(simulator, siak, received.id)
    await siak.verify(received.id, verifier="v-1", hashes={})
    async with httpx.AsyncClient(base_url=simulator.kernel.url) as client:
        await client.put("/_sim/v1/card-stock", json={"KTP_EL": 0})
    with pytest.raises(Blocked) as waiting:
        await siak.issue(received.id)
    assert (waiting.value.code, waiting.value.retry_after) == ("CARD_STOCK_EMPTY", 600)


async def test_a_refusal_carries_its_reasons(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    answers = {**asks(cases["inactive_nik"]), "loss_kind": "HILANG"}
    received = await siak.submit(submission("KTP_EL_HILANG_RUSAK", answers), key="k")
    entry = await decided(simulator, siak, received.id)
    assert entry.status == "REFUSED"
    assert [(r.code, r.field) for r in entry.reasons] == [("NIK_INACTIVE", "applicant_nik")]


async def test_nobody_is_none(siak: HttpSiak, cases: dict[str, Any]) -> None:
    assert await siak.person("6311060101019009") is None
    assert await siak.family("6311060101019009") is None
    assert await siak.document("SKPWNI/6311/01012020/9009") is None
    person = await siak.person(cases["lost_ktp"]["nik"])
    assert person is not None
    assert person["name"] == cases["lost_ktp"]["name"]
    number = cases["move_in_old_skpwni"]["facts"]["skpwni_number"]
    document = await siak.document(number)
    assert document is not None
    assert document["status"] == "ACTIVE"


async def test_cancelling_is_told_as_done(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    entry = await birth(simulator, siak, cases)
    await siak.cancel(entry.id, reason="dibatalkan pemohon")
    assert (await siak.entry(entry.id)).status == "CANCELLED"


async def test_a_final_refusal_keeps_its_code(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    entry = await birth(simulator, siak, cases)
    hashes = {document.ref: "0" * 64 for document in entry.documents}
    with pytest.raises(Permanent) as same_person:
        await siak.verify(entry.id, verifier="operator-1", hashes=hashes)
    with pytest.raises(Permanent) as unverified:
        await siak.issue(entry.id)
    assert (same_person.value.code, unverified.value.code) == ("SAME_PERSON", "NOT_VERIFIED")


async def test_what_siak_holds_is_listed_page_by_page(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = await birth(simulator, siak, cases)
    since = simulator.kernel.clock.now()
    await simulator.kernel.clock.advance(60)
    later = [
        await siak.submit(submission("KK_HILANG_RUSAK", asks(cases["lost_ktp"]), f"N-{n}"), key=n)
        for n in ("a", "b", "c")
    ]
    monkeypatch.setattr("api.gateways.siak.PAGE", 2)

    first = await siak.entries(since)
    second = await siak.entries(since, first.next)
    everything = await siak.entries()

    assert first.next
    assert second.next is None
    assert [row.id for row in (*first.entries, *second.entries)] == [row.id for row in later]
    listed = everything.entries[0]
    assert (listed.id, listed.status, listed.service) == (entry.id, "ACCEPTED", "AKTA_KELAHIRAN")
    assert [(d.ref, d.number, d.status) for d in listed.documents] == [
        (d.ref, d.number, "RESERVED") for d in entry.documents
    ]


async def test_how_many_documents_stand_is_told_in_one_answer(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    entry = await birth(simulator, siak, cases)
    asked = [(d.type, d.number) for d in entry.documents]

    told = await siak.document_statuses([*asked, ("AKTA_KEMATIAN", "6311-KM-01012020-9009")])

    assert [(row.type, row.number) for row in told[:-1]] == asked
    assert [row.status for row in told] == ["RESERVED", "ACTIVE", None]


def test_only_siaks_own_signature_matches() -> None:
    body = json.dumps({"event_id": "e"}).encode()
    header = signature("rahasia", body)
    assert header == "sha256=" + hashlib_mac("rahasia", body)
    assert signature_matches("rahasia", body, header)
    assert not signature_matches("lain", body, header)
    forged = "sha256=" + hmac.new(b"", body, hashlib.sha256).hexdigest()
    assert not signature_matches("", body, forged)
    assert not signature_matches("rahasia", body + b" ", header)
    assert not signature_matches("rahasia", body, None)
    assert not signature_matches("rahasia", body, "sha256=é")


def hashlib_mac(secret: str, body: bytes) -> str:
    pad = secret.encode().ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in pad) + body).digest()
    return hashlib.sha256(bytes(b ^ 0x5C for b in pad) + inner).hexdigest()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"entry_id": "e"},
        {"entry_id": "e", "application_number": "1", "status": "ACCEPTED", "documents": [{}]},
        {"entry_id": "e", "application_number": "1", "status": "X", "registration_date": "besok"},
    ],
)
def test_what_is_no_entry_is_not_taken_for_one(body: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"entry|date|isoformat"):
        parse_entry(body)

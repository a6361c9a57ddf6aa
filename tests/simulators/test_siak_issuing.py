"""From acceptance to issue: verified, filed, issued, each once and in its turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulators.programs import Program
from tests.simulators.siak_office import (
    Office,
    birth_of,
    code_of,
    final,
    lost_card,
    pdfs,
    sha,
    signed,
)


@pytest.fixture
def office(frozen: Callable[..., Program]) -> Office:
    return Office(frozen("siak_sim"))


@pytest.fixture
def accepted(office: Office) -> dict[str, Any]:
    return office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"]))


def test_verifying_twice_is_once(office: Office, accepted: dict[str, Any]) -> None:
    first = office.verify(accepted)
    office.program.advance(60)
    assert office.verify(accepted).json() == first.json()
    assert first.json()["verified"]["verifier"] == "verifikator-1"


def test_who_entered_may_not_verify(office: Office, accepted: dict[str, Any]) -> None:
    assert code_of(office.verify(accepted, "operator-1")) == (409, "SAME_PERSON")


def test_every_document_is_verified_or_none(office: Office, accepted: dict[str, Any]) -> None:
    one = {accepted["documents"][0]["document_ref"]: "0" * 64}
    path = f"/entries/{accepted['entry_id']}/verification"
    refused = office.call("POST", path, json={"verifier": "v", "hashes": one})
    assert code_of(refused) == (422, "HASHES_INCOMPLETE")


def test_nothing_moves_before_its_turn(office: Office, accepted: dict[str, Any]) -> None:
    document = accepted["documents"][0]
    upload = office.upload(accepted, document, signed(final(document)))
    assert code_of(upload) == (409, "NOT_VERIFIED")
    assert code_of(office.issue(accepted)) == (409, "NOT_VERIFIED")
    office.verify(accepted)
    assert code_of(office.issue(accepted)) == (409, "FILES_MISSING")


def test_what_was_drawn_up_anew_is_verified_anew(office: Office, accepted: dict[str, Any]) -> None:
    office.verify(accepted)
    hashes = {d["document_ref"]: sha(b"anew") for d in pdfs(accepted)}
    path = f"/entries/{accepted['entry_id']}/verification"
    again = office.call("POST", path, json={"verifier": "verifikator-2", "hashes": hashes})
    assert again.status_code == 200

    document = accepted["documents"][0]
    stale = office.upload(accepted, document, signed(final(document)))

    assert code_of(stale) == (422, "NOT_THE_VERIFIED_DOCUMENT")


def test_only_the_verified_document_with_a_signature_appended_is_stored(
    office: Office, accepted: dict[str, Any]
) -> None:
    office.verify(accepted)
    document = accepted["documents"][0]
    verified = final(document)
    other = verified.replace(b"CONTOH", b"PALSU!")
    bare = verified + b"\n"
    extended = signed(verified, b"\n9 0 obj << /Extra true >> endobj\n%%EOF\n")
    cut = signed(verified)[:-9]

    assert code_of(office.upload(accepted, document, b"GIF89a")) == (422, "NOT_SIGNED")
    refusals = [code_of(office.upload(accepted, document, pdf))[1] for pdf in (bare, extended, cut)]
    assert refusals == ["NOT_SIGNED"] * 3
    forged = office.upload(accepted, document, signed(other))
    assert code_of(forged) == (422, "NOT_THE_VERIFIED_DOCUMENT")
    damaged = office.upload(accepted, document, signed(verified), **{"X-Content-SHA256": "0" * 64})
    assert code_of(damaged) == (422, "HASH_MISMATCH")
    assert office.upload(accepted, document, signed(verified)).status_code == 200


def test_a_stored_file_stays(office: Office, accepted: dict[str, Any]) -> None:
    office.verify(accepted)
    document = accepted["documents"][0]
    pdf = signed(final(document))

    first, again = (office.upload(accepted, document, pdf) for _ in range(2))
    other = office.upload(accepted, document, signed(final(document)) + b"\n")

    assert (
        first.json()
        == again.json()
        == {
            "document_ref": document["document_ref"],
            "file_sha256": sha(pdf),
        }
    )
    assert code_of(other) == (409, "OTHER_FILE_STORED")
    kept = office.program.client.get(f"/_sim/v1/files/{sha(pdf)}")
    assert kept.content == pdf


def test_issuing_twice_is_once_and_final(office: Office, accepted: dict[str, Any]) -> None:
    issued = office.finish(accepted)
    family = office.family(office.cases["couple_expecting"]["family_card_number"]).json()

    assert office.issue(accepted).json() == issued
    assert code_of(office.cancel(accepted)) == (409, "ALREADY_ISSUED")
    assert office.family(family["family_card_number"]).json() == family


def test_cancelling_before_the_decision_means_there_is_none(office: Office) -> None:
    body = office.body("KTP_EL_HILANG_RUSAK", lost_card(office))
    received = office.call("POST", "/entries", json=body, headers={"Idempotency-Key": "k"}).json()
    office.cancel(received)
    office.program.advance(60)
    assert office.entry(received["entry_id"])["status"] == "CANCELLED"
    assert code_of(office.verify({**received, "documents": []})) == (409, "NOT_ACCEPTED")

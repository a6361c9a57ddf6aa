"""Acts that only some services and policies know: attendance, lateness, drafts, lost signatures."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.domain.ports import Ambiguous
from tests.graphql.house import House, opened
from tests.graphql.story import (
    AP,
    DO,
    HO,
    SO,
    batch_ended,
    complete,
    drafted,
    key,
    on,
    on_document,
    seen,
    verified,
)


async def test_a_first_card_needs_somebody_at_the_office(house: House) -> None:
    waiting = await complete(house, "KTP_EL_BARU")
    at = (house.parts.clock.now() + timedelta(days=1)).isoformat()

    scheduled = await house.do(SO, "scheduleAttendance", **on(waiting), at=at)
    without = await house.refusal(SO, "recordAttendance", **on(scheduled))
    came = await house.do(SO, "recordAttendance", **on(scheduled), biometricsTaken=True)

    assert waiting["status"] == "AWAITING_ATTENDANCE"
    assert without["path"] == ["biometricsTaken"]
    assert came["status"] == "COMPLETE"


async def test_a_late_birth_waits_for_the_head_of_office(house: House) -> None:
    application = await complete(house, "AKTA_KELAHIRAN")
    actions = (await seen(house, DO, application))["availableActions"]
    enter = next(a for a in actions if a["action"] == "ENTER_INTO_SIAK")

    decided = await house.do(HO, "decideLateReport", **on(application), note="Jarak jauh ke kantor")

    found = await house.ask(
        DO,
        """query($id: ID!) { application(id: $id) { isReportedLate
            lateDecision { note decidedAt } missingAnswers { question { name } isDeciding } } }""",
        id=decided["id"],
    )
    assert "LATE_REPORT_DECIDED" in [r["code"] for r in enter["reasonsBlocked"]]
    assert found["application"]["isReportedLate"] is True
    assert found["application"]["lateDecision"]["note"] == "Jarak jauh ke kantor"
    assert found["application"]["missingAnswers"]


@pytest.fixture
async def asking_house(tmp_path: Path, certificates: Path) -> AsyncIterator[House]:
    """An office that shows drafts to the applicant."""
    async with opened(tmp_path / "data", certificates, draft_confirmation=True) as found:
        yield found


@pytest.mark.parametrize(
    ("_case", "mutation", "more", "blocked"),
    [
        ("right", "confirmDraft", {}, []),
        ("wrong", "disputeDraft", {"note": "Nama keliru"}, ["DRAFT_NOT_DISPUTED"]),
    ],
)
async def test_the_applicants_word_on_the_draft_counts(
    asking_house: House, _case: str, mutation: str, more: dict[str, str], blocked: list[str]
) -> None:
    application = await drafted(asking_house)

    answered = await asking_house.do(AP, mutation, **on(application), **more)

    actions = (await seen(asking_house, DO, answered))["availableActions"]
    submit = next(a for a in actions if a["action"] == "SUBMIT_FOR_VERIFICATION")
    assert [r["code"] for r in submit["reasonsBlocked"]][:1] == blocked
    assert submit["isAllowed"] is not bool(blocked)


async def test_a_lost_signature_is_settled_by_the_head_of_office(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(self: object, *args: Any, **more: Any) -> None:
        raise Ambiguous("CONTOH_PUTUS")

    application = await verified(house)
    monkeypatch.setattr("api.gateways.signing.local.LocalKey.sign", lost, raising=True)
    batch = await house.do(
        HO,
        "signDocuments",
        documents=[on_document(d) for d in application["documents"]],
        passphrase=house.passphrase,
        idempotencyKey=key(),
    )
    await batch_ended(house)
    told = await house.ask(
        HO,
        """query($id: ID!) { signingBatch(id: $id) { items(first: 1) {
            nodes { state code message } } } }""",
        id=batch["id"],
    )
    (document,) = (await seen(house, HO, application))["documents"]

    unproven = await house.refusal(HO, "finishSign", **on_document(document))
    settled = await house.do(HO, "failSign", **on_document(document), reason="Tidak ada berkas")

    (item,) = told["signingBatch"]["items"]["nodes"]
    assert (item["state"], item["code"]) == ("FAILED", "CONTOH_PUTUS")
    assert "finishSign" in item["message"]
    assert document["status"] == "SIGN_UNKNOWN"
    assert unproven["code"] in ("GUARD_REFUSED", "INVALID_INPUT")
    assert settled["status"] == "VERIFIED"

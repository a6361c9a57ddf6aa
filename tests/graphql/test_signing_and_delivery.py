"""Steps e to h: sign, settle, upload, deliver, collect, annul; and effects that are stuck."""

import pytest

from api.domain.ports import Permanent
from tests.graphql.house import House
from tests.graphql.story import (
    DO,
    HO,
    SO,
    batch_ended,
    issued,
    key,
    on_document,
    verified,
)


async def test_documents_are_signed_with_one_passphrase_and_reach_siak(house: House) -> None:
    application = await issued(house)

    assert application["status"] in ("ISSUED", "COMPLETED")
    found = await house.ask(
        SO,
        "query($id: ID!) { document(id: $id) { status signedUrl signedAt signatoryName } }",
        id=application["documents"][0]["id"],
    )
    assert found["document"]["signedUrl"]
    assert found["document"]["signatoryName"] == "Kepala Dinas SIMULASI"


async def test_a_batch_tells_what_became_of_each_document(house: House) -> None:
    application = await verified(house)
    batch = await house.do(
        HO,
        "signDocuments",
        documents=[on_document(d) for d in application["documents"]],
        passphrase=house.passphrase,
        idempotencyKey=key(),
    )
    await batch_ended(house)

    found = await house.ask(
        HO,
        """query($id: ID!) { signingBatch(id: $id) { state endedAt items(first: 10) {
            nodes { position state document { status } } } } }""",
        id=batch["id"],
    )
    other = await house.ask(
        "VERIFIER", "query($id: ID!) { signingBatch(id: $id) { id } }", id=batch["id"]
    )

    assert found["signingBatch"]["state"] == "FINISHED"
    assert [i["state"] for i in found["signingBatch"]["items"]["nodes"]] == ["SIGNED"]
    assert other == {"signingBatch": None}


async def test_a_wrong_passphrase_is_an_error_of_the_payload(house: House) -> None:
    application = await verified(house)

    error = await house.refusal(
        HO,
        "signDocuments",
        documents=[on_document(d) for d in application["documents"]],
        passphrase="SIMULASI-salah",
        idempotencyKey=key(),
    )

    assert (error["__typename"], error["reason"]) == ("SigningRefused", "WRONG_PASSPHRASE")
    assert error["path"] == ["passphrase"]


async def test_there_is_nothing_to_settle_or_to_upload_twice(house: House) -> None:
    document = (await issued(house))["documents"][0]

    finished = await house.refusal(HO, "finishSign", **on_document(document))
    failed = await house.refusal(HO, "failSign", **on_document(document), reason="Diputuskan")
    sent = await house.refusal(DO, "uploadToSiak", **on_document(document))

    for error in (finished, failed, sent):
        assert error["__typename"] == "InvalidTransition"


async def test_an_issued_document_is_sent_again_on_request(house: House) -> None:
    document = (await issued(house))["documents"][0]
    before = len(house.phone.sent)

    await house.do(SO, "deliverDocument", **on_document(document), idempotencyKey=key())

    await house.settle()
    assert len(house.phone.sent) > before


async def test_a_card_is_prepared_and_handed_over_against_its_code(house: House) -> None:
    application = await issued(house, "KIA_HILANG_RUSAK")
    (document,) = application["documents"]

    ready = await house.do(SO, "preparePickup", **on_document(document))
    wrong = await house.refusal(
        SO,
        "collectDocument",
        **on_document(ready),
        pickupCode="SALAH1",
        collectorName="Contoh Warga Satu",
        collectorIdentity="KTP-el",
        oldCardSurrendered=True,
    )
    code = await pickup_code(house)
    done = await house.do(
        SO,
        "collectDocument",
        **on_document(ready),
        pickupCode=code,
        collectorName="Contoh Warga Satu",
        collectorIdentity="KTP-el",
        oldCardSurrendered=True,
    )

    assert wrong["path"] == ["pickupCode"]
    assert (done["status"], done["application"]["status"]) == ("COLLECTED", "COMPLETED")


async def pickup_code(house: House) -> str:
    from sqlalchemy import select

    from api.storage.tables import document

    async with house.parts.office.work.read() as connection:
        found = (await connection.execute(select(document.c.pickup_code))).scalar_one()
    return str(found)


async def test_the_head_of_office_annuls_an_issued_document(house: House) -> None:
    document = (await issued(house))["documents"][0]

    annulled = await house.do(HO, "annulDocument", **on_document(document), reason="Keputusan")

    assert annulled["status"] == "ANNULLED"


async def test_only_the_head_of_office_signs(house: House) -> None:
    application = await verified(house)

    error = await house.refusal(
        SO,
        "signDocuments",
        documents=[on_document(d) for d in application["documents"]],
        passphrase=house.passphrase,
        idempotencyKey=key(),
    )

    assert error["__typename"] == "NotPermitted"


@pytest.mark.parametrize(
    ("_case", "mutation", "state"),
    [("again", "retryEffect", "PENDING"), ("no more", "cancelEffect", "CANCELLED")],
)
async def test_an_officer_decides_about_what_is_stuck(
    house: House, _case: str, mutation: str, state: str
) -> None:
    effect = await stuck(house)

    decided = await house.do(SO, mutation, effectId=effect["id"], reason="Sudah diperiksa")
    again = await house.refusal(SO, mutation, effectId=effect["id"], reason="Sudah diperiksa")

    assert decided["state"] == state
    assert again["__typename"] == "InvalidTransition"


async def test_a_decision_about_what_is_stuck_needs_a_reason_and_a_role(house: House) -> None:
    effect = await stuck(house)

    without = await house.refusal(SO, "retryEffect", effectId=effect["id"], reason=" ")
    auditor = await house.refusal("AUDITOR", "retryEffect", effectId=effect["id"], reason="Coba")

    assert without["path"] == ["reason"]
    assert auditor["__typename"] == "NotPermitted"


async def stuck(house: House) -> dict[str, object]:
    """Return an effect that gave up, as the list of failed effects shows it."""

    async def refuse(*args: object, **more: object) -> str:
        raise Permanent("CONTOH_DITOLAK")

    application = await verified(house)
    house.siak.upload = refuse  # type: ignore[method-assign]  # SIAK refuses from now on
    await house.do(
        HO,
        "signDocuments",
        documents=[on_document(d) for d in application["documents"]],
        passphrase=house.passphrase,
        idempotencyKey=key(),
    )
    await batch_ended(house)
    await house.settle()
    found = await house.ask(
        SO,
        """{ failedEffects { nodes { id kind state errorCode errorClass application { id } } } }""",
    )
    (effect,) = found["failedEffects"]["nodes"]
    assert (effect["kind"], effect["state"]) == ("SIAK_UPLOAD", "DEAD")
    assert effect["errorCode"] == "CONTOH_DITOLAK"
    return dict(effect)


async def test_a_history_names_officers_and_never_citizens(house: House) -> None:
    application = await issued(house)

    found = await house.ask(
        "AUDITOR",
        """query($id: ID!) { application(id: $id) { history(first: 100) { nodes {
            action actorRole actorName version hash } }
            notifications(first: 10) { nodes { kind state receipt } } } }""",
        id=application["id"],
    )

    events = found["application"]["history"]["nodes"]
    assert [e["version"] for e in events] == list(range(1, len(events) + 1))
    assert {"CREATE", "VERIFY", "FINISH_SIGN", "ISSUE"} <= {e["action"] for e in events}
    assert {"WHATSAPP_SEND"} == {e["kind"] for e in found["application"]["notifications"]["nodes"]}

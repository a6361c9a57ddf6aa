"""The signing desk through GraphQL: the lock and its way out, counts, what is left, who is away."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.cli import signers
from api.domain.calendar import office_date
from api.domain.ports import Ambiguous
from api.domain.values import Role
from api.usecases.access import NewPrincipal, create_token, save_principal
from tests.graphql.house import House, Json
from tests.graphql.story import HO, SO, batch_ended, key, on, on_document, seen, verified
from tests.running import run
from tests.signers import PatientSigner

ADMIN, AUDITOR, DELEGATE = "ADMINISTRATOR", "AUDITOR", "DELEGATE"
WRONG = "SIMULASI-salah"
BATCH = """query($id: ID!) { signingBatch(id: $id) {
    state total signed refused failed left waiting cancelRequestedAt endedAt
    items(first: 10) { nodes { state code } }
    unsigned(first: 10) { nodes { state code document { id version } } } } }"""
ACTIONS = """query($id: ID!) { document(id: $id) { status
    availableActions { action isAllowed hint reasonsBlocked { code message } }
    application { availableActions { action isAllowed } } } }"""


def to_sign(house: House, application: Json, passphrase: str | None = None) -> Json:
    return {
        "documents": [on_document(d) for d in application["documents"]],
        "passphrase": passphrase or house.passphrase,
        "idempotencyKey": key(),
    }


async def the_signatory(house: House, role: str = ADMIN) -> Json:
    query = """{ signatories { id name wrongPassphrases lockedAt isInOffice
        verifiedNamingAnother } }"""
    (found,) = (await house.ask(role, query))["signatories"]
    return dict(found)


async def delegate_arrives(house: House) -> str:
    """Let a second person with the role to sign come in; return the id as clients see it."""
    office = house.parts.office
    name = "Sekretaris SIMULASI"
    await save_principal(
        office, NewPrincipal("sekretaris-1", "OFFICER", name, (Role.HEAD_OF_OFFICE,))
    )
    house.tokens[DELEGATE] = await create_token(
        office, "sekretaris-1", secret=house.parts.clock.secret(), label="uji"
    )
    found = (await house.ask(ADMIN, "{ signatories { id name } }"))["signatories"]
    return str(next(each["id"] for each in found if each["name"] == name))


def today(house: House, later: int = 0) -> str:
    day = office_date(house.parts.clock.now()) + timedelta(days=later)
    return day.isoformat()


async def test_a_wrong_passphrase_tells_how_many_are_left_at_its_field(house: House) -> None:
    application = await verified(house)

    first = await house.refusal(HO, "signDocuments", **to_sign(house, application, WRONG))
    second = await house.refusal(HO, "signDocuments", **to_sign(house, application, WRONG))

    assert (first["reason"], first["path"], first["triesLeft"]) == (
        "WRONG_PASSPHRASE",
        ["passphrase"],
        4,
    )
    assert "tinggal 3 percobaan" in second["message"]


async def test_after_five_only_an_administrator_helps(house: House) -> None:
    application = await verified(house)
    for _ in range(5):
        await house.refusal(HO, "signDocuments", **to_sign(house, application, WRONG))

    locked = await house.refusal(HO, "signDocuments", **to_sign(house, application))
    signatory = await the_signatory(house)
    forbidden = await house.refusal(HO, "unlockSigner", signatoryId=signatory["id"])
    unlocked = await house.do(ADMIN, "unlockSigner", signatoryId=signatory["id"])
    batch = await house.do(HO, "signDocuments", **to_sign(house, application))
    await batch_ended(house)

    assert (locked["reason"], locked["triesLeft"]) == ("PASSPHRASE_LOCKED", 0)
    assert "unlockSigner" in locked["message"]
    assert (signatory["wrongPassphrases"], signatory["lockedAt"] is not None) == (5, True)
    assert forbidden["__typename"] == "NotPermitted"
    assert (unlocked["wrongPassphrases"], unlocked["lockedAt"]) == (0, None)
    assert (await house.ask(HO, BATCH, id=batch["id"]))["signingBatch"]["signed"] == 1


async def test_the_command_line_lists_and_unlocks(house: House, tmp_path: Path) -> None:
    application = await verified(house)
    for _ in range(5):
        await house.refusal(HO, "signDocuments", **to_sign(house, application, WRONG))
    python = Path(signers.__file__).parents[2] / ".venv" / "bin" / "python"
    data = str(house.parts.settings.data_dir)

    def signer(*arguments: str) -> str:
        done = run(python, "-m", "api", "signer", *arguments, DIKJAMILA_DATA_DIR=data)
        return done.stdout + str(done.returncode)

    listed = await asyncio.to_thread(signer, "list")
    unknown = await asyncio.to_thread(signer, "unlock", "--signatory", "nobody")
    unlocked = await asyncio.to_thread(signer, "unlock", "--signatory", "kepala-1")
    again = await asyncio.to_thread(signer, "unlock", "--signatory", "kepala-1")

    assert '"wrong_passphrases": 5' in listed
    assert (unknown, unlocked, again) == ("2", "unlocked\n0", "nothing was counted\n0")
    assert (await the_signatory(house))["lockedAt"] is None


async def test_a_batch_counts_and_what_is_left_is_the_next_batch(house: House) -> None:
    applications = [await verified(house) for _ in range(3)]
    documents = [on_document(d) for each in applications for d in each["documents"]]
    signer = PatientSigner(house.parts.office.signer)
    object.__setattr__(house.parts.office, "signer", signer)
    asked = {"documents": documents, "passphrase": house.passphrase}
    batch = await house.do(HO, "signDocuments", **asked, idempotencyKey=key())
    await signer.is_asked()
    await signer.is_asked()

    running = (await house.ask(HO, BATCH, id=batch["id"]))["signingBatch"]
    await house.do(HO, "cancelSigning", batchId=batch["id"])
    signer.go_on()
    signer.go_on()
    await batch_ended(house)
    ended = (await house.ask(HO, BATCH, id=batch["id"]))["signingBatch"]
    rest = [on_document(node["document"]) for node in ended["unsigned"]["nodes"]]
    asked = {"documents": rest, "passphrase": house.passphrase, "idempotencyKey": key()}
    last = await house.do(HO, "signDocuments", **asked)
    signer.go_on()
    await batch_ended(house)
    finished = (await house.ask(HO, BATCH, id=last["id"]))["signingBatch"]

    counts = ("total", "signed", "left", "waiting")
    assert [running[each] for each in counts] == [3, 0, 0, 3]
    assert running["unsigned"]["nodes"] == []
    assert (ended["state"], [ended[each] for each in counts]) == ("CANCELLED", [3, 2, 1, 0])
    assert ended["cancelRequestedAt"]
    assert [item["state"] for item in ended["items"]["nodes"]] == ["SIGNED", "SIGNED", "LEFT"]
    assert (finished["state"], [finished[each] for each in counts]) == ("FINISHED", [1, 1, 0, 0])


async def test_only_a_head_of_office_stops_a_batch(house: House) -> None:
    batch = await house.do(HO, "signDocuments", **to_sign(house, await verified(house)))
    await batch_ended(house)

    officer = await house.refusal(SO, "cancelSigning", batchId=batch["id"])
    after = await house.do(HO, "cancelSigning", batchId=batch["id"])

    assert officer["__typename"] == "NotPermitted"
    assert after["state"] == "FINISHED"


async def test_while_a_delegate_acts_every_way_out_is_shown(house: House) -> None:
    application = await verified(house)
    document = application["documents"][0]
    secretary = await delegate_arrives(house)
    delegation = await house.do(
        ADMIN,
        "delegateSigning",
        principalId=secretary,
        position="PLH",
        startsOn=today(house),
        endsOn=today(house, 3),
        idempotencyKey=key(),
    )

    refused = await house.refusal(HO, "signDocuments", **to_sign(house, application))
    heads = (await house.ask(HO, ACTIONS, id=document["id"]))["document"]
    delegates = (await house.ask(DELEGATE, ACTIONS, id=document["id"]))["document"]
    people = await house.ask(
        HO, "{ signatories { name isInOffice verifiedNamingAnother } delegations { position } }"
    )
    await house.do(DELEGATE, "returnToVerifier", **on(application), reason="Plh. hari ini")
    await house.settle()
    anew = await seen(house, SO, application)

    assert delegation["isInForce"]
    assert delegation["position"].startswith("Plh. Kepala Dinas")
    assert (refused["reason"], refused["path"]) == ("SIGNER_NOT_IN_OFFICE", [])
    assert blocked(heads, "BEGIN_SIGN") == ["SIGNER_NOT_IN_OFFICE"]
    assert blocked(delegates, "BEGIN_SIGN") == ["SIGNER_IS_SIGNATORY"]
    assert {"action": "RETURN_TO_VERIFIER", "isAllowed": True} in (
        delegates["application"]["availableActions"]
    )
    assert [(p["isInOffice"], p["verifiedNamingAnother"]) for p in people["signatories"]] == [
        (False, 0),
        (True, 1),
    ]
    assert people["delegations"] == [{"position": delegation["position"]}]
    assert [d["status"] for d in anew["documents"]] == ["DRAFTED"]


def blocked(document: Json, action: str) -> list[str]:
    found = next(each for each in document["availableActions"] if each["action"] == action)
    return [reason["code"] for reason in found["reasonsBlocked"]]


async def test_an_ended_delegation_gives_the_office_back(house: House) -> None:
    application = await verified(house)
    given = {"principalId": await delegate_arrives(house), "position": "PLT"}
    days = {"startsOn": today(house), "endsOn": today(house, 9)}
    first = await house.do(ADMIN, "delegateSigning", **given, **days, idempotencyKey=key())

    overlap = await house.refusal(ADMIN, "delegateSigning", **given, **days, idempotencyKey=key())
    ended = await house.do(ADMIN, "endDelegation", delegationId=first["id"])
    await house.do(HO, "signDocuments", **to_sign(house, application))
    await batch_ended(house)

    assert overlap["path"] == ["startsOn"]
    assert (ended["isInForce"], ended["endedAt"] is not None) == (False, True)
    assert [d["status"] for d in (await seen(house, HO, application))["documents"]] == ["SIGNED"]


@pytest.mark.parametrize("root", ["signatories", "delegations"])
async def test_who_signs_is_read_by_those_who_need_it(house: House, root: str) -> None:
    assert (await house.ask(AUDITOR, f"{{ {root} {{ id }} }}"))[root] is not None
    assert await house.refused(SO, f"{{ {root} {{ id }} }}") == "FORBIDDEN"


async def test_an_unclear_signature_shows_both_decisions_as_open(house: House) -> None:
    application = await verified(house)
    signer = PatientSigner(house.parts.office.signer)
    object.__setattr__(house.parts.office, "signer", signer)
    await house.do(HO, "signDocuments", **to_sign(house, application))
    await signer.is_asked()
    signer.go_on(Ambiguous("NO_ANSWER"))
    await batch_ended(house)

    found = await house.ask(HO, ACTIONS, id=application["documents"][0]["id"])

    document = found["document"]
    assert document["status"] == "SIGN_UNKNOWN"
    actions = {each["action"]: each for each in document["availableActions"]}
    assert {name: each["isAllowed"] for name, each in actions.items()} == {
        "FINISH_SIGN": True,
        "FAIL_SIGN": True,
    }
    assert "uploadId" in actions["FINISH_SIGN"]["hint"]


def test_the_office_day_is_not_the_days_of_greenwich() -> None:
    late = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # half past midnight in WITA

    assert office_date(late).isoformat() == "2026-11-24"

"""Verification in GraphQL: the public page's facts for anybody, a verdict on one's own upload."""

from __future__ import annotations

import hashlib
from typing import Any

from api.usecases.strangers import Strangers
from tests.graphql.house import House, Json
from tests.graphql.story import SA, SO, issued, verified

VERIFY = """query($token: String!) { verifyDocument(token: $token) {
    state documentKind issuedOn endedOn signatoryName signatoryPosition subjectMasked numberTail
} }"""
CHECK = """query($id: ID!) { verifyUpload(uploadId: $id) {
    finding isAcceptable reasons signerName signedAt level document { state documentKind } } }"""


async def token_of(house: House, document: Json) -> str:
    found = await house.ask(
        SO, "query($id: ID!) { document(id: $id) { verificationUrl } }", id=document["id"]
    )
    return str(found["document"]["verificationUrl"]).rpartition("/v/")[2]


async def signed_file(house: House, document: Json) -> bytes:
    found = await house.ask(
        SO, "query($id: ID!) { document(id: $id) { signedSha256 } }", id=document["id"]
    )
    return await house.parts.office.files.get(found["document"]["signedSha256"])


async def checked(house: House, role: str, pdf: bytes) -> Any:
    """Upload a file as somebody and ask what it is."""
    ticket = await house.do(
        role,
        "createUpload",
        fileName="akta.pdf",
        size=len(pdf),
        sha256=hashlib.sha256(pdf).hexdigest(),
    )
    path = ticket["url"].removeprefix("http://layanan.example/djm")
    assert (await house.client.put(path, content=pdf)).status_code == 200
    return (await house.ask(role, CHECK, id=ticket["id"]))["verifyUpload"], ticket["id"]


async def test_anybody_learns_how_a_document_stands_and_little_else(house: House) -> None:
    (document,) = (await issued(house))["documents"]

    found = (await house.ask(None, VERIFY, token=await token_of(house, document)))["verifyDocument"]

    assert found["state"] == "GENUINE_ACTIVE"
    assert found["documentKind"] == "Kartu Keluarga"
    assert found["signatoryName"] == "Kepala Dinas SIMULASI"
    assert found["issuedOn"]
    assert found["endedOn"] is None


async def test_unknown_malformed_and_not_yet_issued_look_alike(house: House) -> None:
    (document,) = (await verified(house))["documents"]

    answers = [
        await house.ask(None, VERIFY, token=token)
        for token in ("0123456789abcdefghjkmnpqrstvwxyz", "x\x00", await token_of(house, document))
    ]

    assert answers[0]["verifyDocument"]["state"] == "UNKNOWN"
    assert set(answers[0]["verifyDocument"].values()) == {"UNKNOWN", None}
    assert answers[0] == answers[1] == answers[2]


async def test_strangers_are_limited_and_holders_of_a_token_are_not(house: House) -> None:
    office = house.parts.office
    limits = Strangers(lookups_per_minute=2)
    office.strangers.lookups, before = limits.lookups, office.strangers.lookups

    try:
        first = [await house.ask(None, VERIFY, token="x") for _ in range(2)]
        code = await house.refused(None, VERIFY, token="x")
        officers = [await house.ask(SO, VERIFY, token="x") for _ in range(5)]
    finally:
        office.strangers.lookups = before

    assert len(first) == 2
    assert code == "RATE_LIMITED"
    assert len(officers) == 5


async def test_aliases_do_not_multiply_what_a_stranger_may_ask(house: House) -> None:
    house.parts.office.strangers.lookups = Strangers(lookups_per_minute=3).lookups
    aliases = " ".join(f'a{n}: verifyDocument(token: "x") {{ state }}' for n in range(5))

    answer = (await house.post_raw(None, {"query": f"{{ {aliases} }}"})).json()

    assert {each["extensions"]["code"] for each in answer["errors"]} == {"RATE_LIMITED"}


async def test_an_officer_has_the_issued_file_recognised(house: House) -> None:
    (document,) = (await issued(house))["documents"]
    pdf = await signed_file(house, document)

    found, _ = await checked(house, SO, pdf)
    altered, _ = await checked(house, SA, pdf + b"\n% lagi\n")

    assert (found["finding"], found["isAcceptable"]) == ("ISSUED_FILE", True)
    assert found["document"] == {"state": "GENUINE_ACTIVE", "documentKind": "Kartu Keluarga"}
    assert (altered["finding"], altered["isAcceptable"]) == ("ALTERED", False)
    assert altered["reasons"] == ["EXTENDED"]
    assert altered["document"] == {"state": "UNKNOWN", "documentKind": None}


async def test_an_upload_of_somebody_else_or_without_a_file_is_nothing(house: House) -> None:
    _, upload_id = await checked(house, SO, (await any_pdf(house)))
    empty = await house.do(
        SO, "createUpload", fileName="a.pdf", size=9, sha256=hashlib.sha256(b"x").hexdigest()
    )

    others = await house.ask("VERIFIER", CHECK, id=upload_id)
    nothing = await house.ask(SO, CHECK, id=empty["id"])
    malformed = await house.ask(SO, CHECK, id="x")
    stranger = await house.refused(None, CHECK, id=upload_id)

    assert others == nothing == malformed == {"verifyUpload": None}
    assert stranger == "UNAUTHENTICATED"


async def any_pdf(house: House) -> bytes:
    return await signed_file(house, (await issued(house))["documents"][0])

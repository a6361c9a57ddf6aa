"""Signing while the time-stamp authority outside does not answer."""

from pathlib import Path

from tests.gateways.signing.served import bound
from tests.graphql.house import opened
from tests.graphql.story import HO, batch_ended, key, on_document, verified

ITEMS = """query($id: ID!) { signingBatch(id: $id) { state items(first: 10) {
    nodes { state code message document { status } } } } }"""
LINE = "{ system { tsa { status code message } } }"


async def test_nothing_is_signed_and_the_officer_hears_why(
    tmp_path: Path, certificates: Path
) -> None:
    listener, origin = bound()
    listener.close()  # nobody is there
    async with opened(tmp_path, certificates, tsa_url=f"{origin}/tsa") as house:
        application = await verified(house)
        batch = await house.do(
            HO,
            "signDocuments",
            documents=[on_document(each) for each in application["documents"]],
            passphrase=house.passphrase,
            idempotencyKey=key(),
        )
        await batch_ended(house)

        found = (await house.ask(HO, ITEMS, id=batch["id"]))["signingBatch"]
        line = (await house.ask(HO, LINE))["system"]["tsa"]

    (item,) = found["items"]["nodes"]
    assert item["code"] == "TSA_UNAVAILABLE"
    assert item["message"].startswith("Otoritas stempel waktu tidak dapat dihubungi.")
    assert item["document"]["status"] == "VERIFIED"
    assert (line["status"], line["code"]) == ("DOWN", "TSA_UNAVAILABLE")

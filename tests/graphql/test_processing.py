"""Steps c and d: entry, drafts, verification, and every way back."""

from tests.graphql.house import House
from tests.graphql.story import (
    DO,
    HO,
    SO,
    VE,
    before_the_verifier,
    complete,
    drafted,
    hashes,
    on,
    seen,
    verified,
)


async def test_siaks_acceptance_yields_documents_with_reserved_numbers(house: House) -> None:
    application = await drafted(house)

    assert application["status"] == "DRAFTED"
    assert [d["status"] for d in application["documents"]] == ["DRAFTED"]
    assert application["documents"][0]["finalSha256"]


async def test_a_draft_is_shown_to_the_operator_as_a_link_of_minutes(house: House) -> None:
    application = await drafted(house)
    document = application["documents"][0]

    found = await house.ask(
        DO,
        """query($id: ID!) { document(id: $id) { type { code name } previewUrl finalUrl signedUrl
            verificationUrl application { id } } }""",
        id=document["id"],
    )

    shown = found["document"]
    assert shown["previewUrl"].startswith("http://layanan.example/djm/files/")
    assert "expires=" in shown["finalUrl"]
    assert shown["signedUrl"] is None
    assert shown["application"]["id"] == application["id"]


async def test_an_entry_can_be_withdrawn_and_made_again(house: House) -> None:
    application = await drafted(house)

    revised = await house.do(DO, "reviseEntry", **on(application), reason="Alamat keliru")

    assert revised["status"] == "COMPLETE"


async def test_the_applicant_confirms_drafts_only_where_the_office_wants_it(house: House) -> None:
    application = await drafted(house)

    confirmed = await house.refusal("APPLICANT", "confirmDraft", **on(application))
    disputed = await house.refusal(
        "APPLICANT", "disputeDraft", **on(application), note="Nama keliru"
    )

    for error in (confirmed, disputed):
        assert [r["code"] for r in error["reasons"]] == ["DRAFT_POLICY_ON"]


async def test_the_verifier_accepts_the_very_bytes_they_saw(house: House) -> None:
    application = await before_the_verifier(house)
    wrong = [{**each, "sha256": "0" * 64} for each in hashes(application)]

    error = await house.refusal(VE, "verifyApplication", **on(application), hashes=wrong)
    done = await house.do(VE, "verifyApplication", **on(application), hashes=hashes(application))

    assert error["path"] == ["hashes"]
    assert done["status"] == "AWAITING_SIGNATURE"


async def test_the_verifier_returns_to_the_operator(house: House) -> None:
    application = await before_the_verifier(house)

    returned = await house.do(
        VE, "returnToOperator", **on(application), reason="Nama ibu belum sesuai"
    )

    assert returned["status"] == "DRAFTED"


async def test_the_head_of_office_returns_to_the_verifier(house: House) -> None:
    application = await verified(house)

    returned = await house.do(
        HO, "returnToVerifier", **on(application), reason="Tanggal belum sesuai"
    )

    assert returned["status"] == "AWAITING_VERIFICATION"


async def test_an_officer_withdraws_an_application_before_the_signature(house: House) -> None:
    application = await before_the_verifier(house)

    cancelled = await house.do(SO, "cancelApplication", **on(application), reason="Diminta warga")

    await house.settle()
    found = await seen(house, SO, cancelled)
    assert found["status"] == "CANCELLED"
    assert {d["status"] for d in found["documents"]} == {"ANNULLED"}


async def test_answers_are_corrected_by_the_operator_before_the_entry(house: House) -> None:
    application = await complete(house)

    changed = await house.do(
        DO,
        "recordAnswers",
        **on(application),
        answers=[{"field": "applicant_name", "value": "Contoh Warga Dua"}],
    )

    assert changed["status"] == "COMPLETE"

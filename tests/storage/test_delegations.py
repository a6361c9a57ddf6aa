"""Who signs for the head of office, from when to when, and what that does to documents."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from api.domain.errors import DomainError, InvalidInput, NotPermitted
from api.domain.values import DocumentStatus, Role
from api.usecases import commands as c
from api.usecases.access import NewPrincipal, save_principal
from api.usecases.commands_signing import ActingAs, DelegateSigning, EndDelegation
from api.usecases.rendering import page_of
from tests.factories import ADMINISTRATOR, HEAD, Bench
from tests.signers import PatientSigner
from tests.storage.head_desk import awaiting, command, document, items, pdfs, refused

D = DocumentStatus
SECRETARY = replace(HEAD, id="sekretaris-1", human_id="sekretaris-1")
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
OF_THE_HEAD = "Kepala Dinas Kependudukan dan Pencatatan Sipil Kabupaten Balangan"


async def with_secretary(bench: Bench) -> None:
    await save_principal(
        bench.office,
        NewPrincipal("sekretaris-1", "OFFICER", "Sekretaris SIMULASI", (Role.HEAD_OF_OFFICE,)),
    )


def from_to(first: date, last: date, **more: object) -> DelegateSigning:
    given = {"principal_id": "sekretaris-1", "position": ActingAs.PLH, **more}
    return DelegateSigning(starts_on=first, ends_on=last, **given)  # type: ignore[arg-type]


async def test_while_a_delegate_acts_the_head_is_not_in_office(bench: Bench) -> None:
    asked = await command(bench, await awaiting(bench, 1))
    await with_secretary(bench)
    await bench.do(ADMINISTRATOR, from_to(TODAY, TODAY))

    head = await refused(bench, asked)
    bench.clock.advance(24 * 3600)
    delegate = await refused(bench, asked, SECRETARY)
    await bench.do(HEAD, asked)
    await bench.batches_end()

    assert (head.reason, head.path) == ("SIGNER_NOT_IN_OFFICE", ())
    assert "Sekretaris SIMULASI" in head.message
    assert delegate.reason == "SIGNER_NOT_IN_OFFICE"
    assert (await document(bench, asked.documents[0].document_id)).status is D.SIGNED


async def test_what_names_the_head_is_not_signed_by_the_delegate_and_goes_back_to_be_made_anew(
    bench: Bench,
) -> None:
    (only,) = await awaiting(bench, 1)
    asked = await command(bench, [only])
    await with_secretary(bench)
    await bench.do(ADMINISTRATOR, from_to(TODAY, TODAY))
    signs = replace(bench, office=replace(bench.office, signer=HeadsKey(bench.office.signer)))

    outcome = await signs.do(SECRETARY, asked)
    await signs.batches_end()
    refusal = await items(bench, outcome.batch_id)
    application_id = (await document(bench, only)).application_id
    await bench.on(SECRETARY, c.ReturnToVerifier, application_id, reason="Plh. sejak hari ini")
    (anew,) = await pdfs(bench, application_id)
    page = await page_of(bench.office, anew.id)

    assert refusal == [("REFUSED", "SIGNER_IS_SIGNATORY")]
    assert (anew.status, anew.signatory_id) == (D.DRAFTED, "sekretaris-1")
    assert page is not None
    assert page.signatory is not None
    assert page.signatory.position == f"Plh. {OF_THE_HEAD}"


class HeadsKey(PatientSigner):
    """The head's key for whoever signs, without waiting."""

    async def unlock(self, signatory_id: str, passphrase: str):  # type: ignore[no-untyped-def]
        return await self.real.unlock(HEAD.id, passphrase)


async def test_delegations_do_not_overlap_and_end_when_told(bench: Bench) -> None:
    await with_secretary(bench)
    first = await bench.do(ADMINISTRATOR, from_to(TODAY, TODAY + 6 * DAY, position=ActingAs.PLT))

    with pytest.raises(InvalidInput) as overlap:
        await bench.do(ADMINISTRATOR, from_to(TODAY + 6 * DAY, TODAY + 9 * DAY))
    await bench.do(ADMINISTRATOR, EndDelegation(delegation_id=first.delegation_id or ""))
    await bench.do(ADMINISTRATOR, from_to(TODAY + 6 * DAY, TODAY + 9 * DAY))
    async with bench.office.work.begin() as store:
        today = await store.people.signatory(TODAY)
        later = await store.people.signatory(TODAY + 7 * DAY)

    assert overlap.value.path == ("startsOn",)
    assert "Sekretaris SIMULASI" in overlap.value.message
    assert today is not None
    assert later is not None
    assert (today["id"], later["id"]) == (HEAD.id, "sekretaris-1")


async def test_a_page_keeps_the_capacity_it_was_made_in(bench: Bench) -> None:
    await with_secretary(bench)
    outcome = await bench.do(ADMINISTRATOR, from_to(TODAY, TODAY + 6 * DAY))
    (only,) = await awaiting(bench, 1)

    await bench.do(ADMINISTRATOR, EndDelegation(delegation_id=outcome.delegation_id or ""))
    page = await page_of(bench.office, only)

    assert page is not None
    assert page.signatory is not None
    assert page.signatory.position == f"Plh. {OF_THE_HEAD}"


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (from_to(TODAY, TODAY - DAY), "endsOn"),
        (from_to(TODAY - 9 * DAY, TODAY - DAY), "endsOn"),
        (from_to(TODAY, TODAY, principal_id="kepala-1"), "principalId"),
        (from_to(TODAY, TODAY, principal_id="petugas-1"), "principalId"),
        (from_to(TODAY, TODAY, principal_id="nobody"), "principalId"),
    ],
    ids=["back to front", "over already", "the head", "not a signatory", "unknown"],
)
async def test_a_delegation_that_makes_no_sense_is_refused_at_its_field(
    bench: Bench, given: DelegateSigning, path: str
) -> None:
    await with_secretary(bench)

    with pytest.raises(DomainError) as refusal:
        await bench.do(ADMINISTRATOR, given)

    assert refusal.value.path == (path,)


async def test_only_administrators_delegate(bench: Bench) -> None:
    await with_secretary(bench)

    with pytest.raises(NotPermitted):
        await bench.do(HEAD, from_to(TODAY, TODAY))

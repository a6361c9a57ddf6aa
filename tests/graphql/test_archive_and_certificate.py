"""What is kept for the archive, and how long the signing certificate still serves."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from cryptography import x509

from api.domain.ports import Down, Permanent
from api.usecases.certificates import CertificateWatch
from tests.graphql.house import House
from tests.graphql.story import HO, SO, issued

ARCHIVE = "query($id: ID!) { document(id: $id) { status archivedAt archiveUrl signedSha256 } }"
CERTIFICATE = """{ system { signingCertificate {
    state notAfter daysLeft serialNumber warning message } } }"""
EFFECTS = "{ failedEffects(first: 5) { nodes { kind state errorCode } } }"


async def test_an_issued_document_gets_an_archive_copy_that_is_provable_for_decades(
    house: House,
) -> None:
    application = await issued(house)
    await house.settle()

    found = await house.ask("AUDITOR", ARCHIVE, id=application["documents"][0]["id"])
    sha256 = urlsplit(found["document"]["archiveUrl"]).path.rpartition("/")[2]
    copy = await house.parts.office.files.get(sha256)
    signed = await house.parts.office.files.get(found["document"]["signedSha256"])
    house.parts.clock.advance(timedelta(days=20 * 365).total_seconds())
    verdict = await house.parts.office.signer.verify(copy)

    assert found["document"]["archivedAt"]
    assert copy.startswith(signed)
    assert (verdict.genuine, verdict.level) == (True, "B-LTA")


async def test_whoever_serves_the_citizen_gets_no_archive_copy(house: House) -> None:
    application = await issued(house)
    await house.settle()
    document = application["documents"][0]["id"]

    told = {
        role: (await house.ask(role, ARCHIVE, id=document))["document"]
        for role in (SO, HO, "AUDITOR")
    }

    assert all(each["archivedAt"] for each in told.values())
    assert [role for role, each in told.items() if each["archiveUrl"]] == [HO, "AUDITOR"]


async def test_delivery_does_not_wait_for_the_archive_and_the_copy_comes_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    archivist = house.parts.gateways.archivist

    async def deaf(pdf: bytes, now: datetime) -> bytes:
        raise Down("TSA_UNAVAILABLE")

    with monkeypatch.context() as away:
        away.setattr(archivist, "archive", deaf)
        application = await issued(house)
        await house.settle()
        delivered = len(house.phone.sent)
        before = await house.ask("AUDITOR", ARCHIVE, id=application["documents"][0]["id"])
    house.parts.clock.advance(60)
    await house.settle()
    after = await house.ask("AUDITOR", ARCHIVE, id=application["documents"][0]["id"])

    assert before["document"]["archivedAt"] is None
    assert delivered > 0
    assert after["document"]["archivedAt"]
    assert (await house.ask("AUDITOR", EFFECTS))["failedEffects"]["nodes"] == []


async def certificate(house: House, role: str = HO) -> dict[str, object] | None:
    found = await house.ask(role, CERTIFICATE)
    told: dict[str, object] | None = found["system"]["signingCertificate"]
    return told


async def test_head_of_office_and_administrator_hear_how_long_the_certificate_lasts(
    house: House,
) -> None:
    head, administrator = await certificate(house), await certificate(house, "ADMINISTRATOR")

    assert head == administrator
    assert head is not None
    assert head["state"] == "USABLE"
    assert isinstance(head["daysLeft"], int)
    assert head["daysLeft"] > 60
    assert head["warning"] is None
    assert await certificate(house, SO) is None


@pytest.mark.parametrize(("days", "words"), [(59, "Rencanakan"), (6, "Segera"), (1, "1 hari lagi")])
async def test_a_warning_grows_with_the_end_coming_near(
    days: int, words: str, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    told = await certificate(house)
    assert told is not None
    left = told["daysLeft"]
    assert isinstance(left, int)
    house.parts.clock.advance(timedelta(days=left - days).total_seconds())

    told = await certificate(house)
    watch = CertificateWatch()
    await watch.look(house.parts.office)
    await watch.look(house.parts.office)

    assert told is not None
    assert told["daysLeft"] == days
    assert words in str(told["warning"])
    warnings = [each for each in caplog.records if "ends soon" in each.getMessage()]
    assert len(warnings) == 1  # a day


async def test_a_revoked_certificate_says_so_and_no_longer_warns(house: House) -> None:
    told = await certificate(house)
    assert told is not None
    serial = int(str(told["serialNumber"]), 16)
    now, reason = house.parts.clock.now(), x509.ReasonFlags.key_compromise
    house.parts.pki.revocations.revoke(serial, now, reason)

    told = await certificate(house)

    assert told is not None
    assert (told["state"], told["warning"]) == ("REVOKED", None)
    assert told["message"] == "Sertifikat elektronik sudah dicabut."


async def test_a_signer_that_tells_nothing_leaves_a_sentence(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(_: str) -> object:
        raise Permanent("NOT_TOLD")

    monkeypatch.setattr(house.parts.office.signer, "standing", silent)

    told = await certificate(house)

    assert told is not None
    assert told["state"] is None
    assert told["message"] == "Keadaan sertifikat elektronik belum dapat diketahui."

"""Verification by anybody: what a QR code's token or a PDF may tell, and nothing more."""

import asyncio
import hashlib
from datetime import date
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.calendar import office_date
from api.domain.errors import NotFound
from api.domain.values import Actor
from api.domain.verification import (
    NOTHING,
    CheckedFile,
    Finding,
    PublicFacts,
    askable,
    finding_of,
    masked_subject,
    number_tail,
    standing_of,
)
from api.storage.pages import delegated_position
from api.storage.verification import issued_by_file, issued_by_token
from api.usecases.office import Office

GIVEN_UP = CheckedFile(Finding.UNREADABLE, ("UNREADABLE",))


async def look_up(office: Office, token: str) -> PublicFacts:
    """Return the public facts behind a token; unknown, malformed and not yet issued look alike."""
    async with office.work.read() as connection:
        row = await issued_by_token(connection, askable(token))
        return await _facts(office, connection, row)


async def check_file(office: Office, pdf: bytes, token: str | None = None) -> CheckedFile:
    """Say what a file is, and whether it belongs to the QR code with this token; keeps nothing."""
    sha256 = await _hash(pdf)
    async with office.work.read() as connection:
        row = await issued_by_file(connection, sha256)
        facts = await _facts(office, connection, row)
        asked = await issued_by_token(connection, askable(token)) if token is not None else None
    if row is None:
        return await _judge(office, pdf)
    return CheckedFile(
        Finding.ISSUED_FILE,
        facts=facts,
        is_asked=None if asked is None else asked["token"] == row["token"],
        signer=facts.signatory,
        signed_at=row["signed_at"],
    )


async def on_the_books(office: Office, pdf: bytes) -> PublicFacts:
    """Return how the document stands whose issued file this is; UNKNOWN for any other file."""
    sha256 = await _hash(pdf)
    async with office.work.read() as connection:
        return await _facts(office, connection, await issued_by_file(connection, sha256))


async def _hash(pdf: bytes) -> str:
    return await asyncio.to_thread(lambda: hashlib.sha256(pdf).hexdigest())


async def check_upload(office: Office, actor: Actor, upload_id: str) -> CheckedFile:
    """Say what the file of one's own upload is; `NotFound` for another's, or before it came."""
    async with office.work.begin() as store:
        ticket = await store.requests.upload(upload_id)
    if ticket is None or ticket["principal_id"] != actor.id or ticket["stored_sha256"] is None:
        raise NotFound("Berkas unggahan tidak ada atau belum terkirim.", path=("uploadId",))
    return await check_file(office, await office.files.get(ticket["stored_sha256"]))


async def _judge(office: Office, pdf: bytes) -> CheckedFile:
    verdict = await office.strangers.judge(lambda: office.signer.verify(pdf))
    if verdict is None:
        return GIVEN_UP
    return CheckedFile(
        finding_of(verdict),
        reasons=verdict.reasons,
        signer=verdict.signer,
        signed_at=verdict.signed_at,
        level=verdict.level,
    )


async def _facts(
    office: Office, connection: AsyncConnection, row: RowMapping | None
) -> PublicFacts:
    if row is None:
        return NOTHING
    return PublicFacts(
        standing=standing_of(row["status"]),
        kind=office.catalogue.document_type(row["type"]).name,
        issued_on=office_date(row["issued_at"]),
        signatory=row["signatory_name"] or "",
        position=await _position(connection, row),
        subject=masked_subject(row["content"]),
        number_tail=number_tail(row["number"], row["content"]),
        ended_on=_day(row["ended_at"]),
    )


async def _position(connection: AsyncConnection, row: RowMapping) -> str:
    """Return the position as it stands on the document: a delegate's on the day it was made."""
    on = office_date(row["made_at"])
    delegated = await delegated_position(connection, row["signatory_id"] or "", on)
    return delegated or row["signatory_position"] or ""


def _day(moment: Any) -> date | None:  # a column's value
    return office_date(moment) if moment is not None else None

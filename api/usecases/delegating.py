"""Who signs for the head of office, from which day to which: given and ended by administrators."""

import logging
from datetime import date

from sqlalchemy import RowMapping

from api.domain.calendar import office_date
from api.domain.errors import InvalidInput, NotFound, NotPermitted
from api.domain.values import Role
from api.usecases import commands as c
from api.usecases.commands_signing import ActingAs, DelegateSigning, EndDelegation
from api.usecases.desk import Desk

log = logging.getLogger("dik_jamila.signing")
WORDING = {ActingAs.PLT: "Plt.", ActingAs.PLH: "Plh."}


async def delegate_signing(desk: Desk, command: DelegateSigning) -> c.Outcome:
    """Let somebody sign instead, with the wording that is printed under the signature."""
    _require_administrator(desk)
    _check_days(command, office_date(desk.now))
    head = await desk.store.delegations.head(lock=True)
    if head is None:
        raise InvalidInput("Kepala Dinas dengan jabatannya belum tercatat.", path=("principalId",))
    await _check_delegate(desk, command.principal_id, head)
    other = await desk.store.delegations.overlapping(command.starts_on, command.ends_on)
    if other is not None:
        raise InvalidInput(
            f"Pada {other['starts_on']} s.d. {other['ends_on']} sudah ditunjuk {other['name']}. "
            "Akhiri dahulu penunjukan itu, atau pilih hari lain.",
            path=("startsOn",),
        )
    delegation_id = desk.office.clock.new_id()
    await desk.store.delegations.add(
        {
            "id": delegation_id,
            "principal_id": command.principal_id,
            "position": f"{WORDING[command.position]} {head['position']}",
            "starts_on": command.starts_on,
            "ends_on": command.ends_on,
        }
    )
    _tell(desk, "signing delegated", command.principal_id)
    return c.Outcome(delegation_id=delegation_id)


async def end_delegation(desk: Desk, command: EndDelegation) -> c.Outcome:
    """End a delegation now; one that is over already stays as it is."""
    _require_administrator(desk)
    row = await desk.store.delegations.get(command.delegation_id)
    if row is None:
        raise NotFound("Penunjukan tidak ditemukan.", path=("delegationId",))
    if row["ends_on"] >= office_date(desk.now):
        await desk.store.delegations.revoke(row["id"], desk.now)
    _tell(desk, "delegation ended", row["principal_id"])
    return c.Outcome(delegation_id=row["id"])


def _require_administrator(desk: Desk) -> None:
    if desk.actor.role is not Role.ADMINISTRATOR:
        raise NotPermitted("Hanya administrator yang mencatat penunjukan penanda tangan.")


def _check_days(command: DelegateSigning, today: date) -> None:
    if command.ends_on < command.starts_on:
        raise InvalidInput("Hari terakhir mendahului hari pertama.", path=("endsOn",))
    if command.ends_on < today:
        raise InvalidInput("Penunjukan ini sudah lewat seluruhnya.", path=("endsOn",))


async def _check_delegate(desk: Desk, principal_id: str, head: RowMapping) -> None:
    delegate = await desk.store.people.get(principal_id)
    if delegate is None or not delegate["is_active"]:
        raise NotFound("Pejabat tidak ditemukan.", path=("principalId",))
    if delegate["id"] == head["id"]:
        raise InvalidInput("Ini Kepala Dinas sendiri.", path=("principalId",))
    if Role.HEAD_OF_OFFICE.value not in delegate["roles"]:
        raise InvalidInput(
            "Pejabat ini belum memegang peran HEAD_OF_OFFICE. Berikan dahulu dengan "
            "`python -m api token person`.",
            path=("principalId",),
        )


def _tell(desk: Desk, what: str, principal_id: str) -> None:
    log.warning(what, extra={"signatory": principal_id, "actor": desk.actor.id})

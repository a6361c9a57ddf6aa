"""Who is at the door: opaque tokens, kept only as hashes, and the role chosen for a request."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from api.domain.calendar import office_date
from api.domain.errors import InvalidInput, NotPermitted
from api.domain.values import Actor, Role
from api.storage.people import People
from api.usecases.office import Office

TOKEN_PREFIX = "djm_"


@dataclass(frozen=True)
class Viewer:
    """A known principal in the role of this request."""

    actor: Actor
    name: str
    roles: tuple[Role, ...]
    districts: tuple[str, ...]


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


async def authenticate(office: Office, bearer: str, role: str | None) -> Viewer | None:
    """Return who holds this token, in the asked role; None for an unknown token.

    Raises `NotPermitted` for a role not held, and for several roles when none is chosen.
    """
    async with office.work.read() as connection:
        row = await People(connection).bearer(token_hash(bearer), office.clock.now())
        if row is None:
            return None
        viewer = _viewer(row)
        actor = replace(viewer.actor, role=_choose(viewer.roles, role))
        if actor.role is Role.HEAD_OF_OFFICE:
            present = await People(connection).signatory(office_date(office.clock.now()))
            in_office = present is not None and present["id"] == actor.human_id
            actor = replace(actor, in_office=in_office)
    return replace(viewer, actor=actor)


def _viewer(row: Mapping[Any, Any]) -> Viewer:
    roles = tuple(Role(role) for role in row["roles"])
    actor = Actor(
        id=row["id"],
        role=roles[0],
        human_id=row["human_id"] or row["id"],
        districts=frozenset(row["districts"]),
        scopes=frozenset(row["scopes"]),
        nik_key=row["nik_key"],
        held_roles=frozenset(roles),
    )
    return Viewer(actor, row["name"], roles, tuple(row["districts"]))


def _choose(roles: Sequence[Role], wanted: str | None) -> Role:
    if wanted is None:
        if len(roles) == 1:
            return roles[0]
        raise NotPermitted(
            "Anda memegang beberapa peran. Pilih satu dengan header `X-Acting-Role`: "
            f"{', '.join(roles)}."
        )
    chosen = next((role for role in roles if role.value == wanted.strip().upper()), None)
    if chosen is None:
        raise NotPermitted("Peran pada header `X-Acting-Role` bukan peran Anda.")
    return chosen


@dataclass(frozen=True)
class NewPrincipal:
    """Somebody who may act: an officer, an intermediary or a service account."""

    id: str
    kind: str
    name: str
    roles: tuple[Role, ...]
    districts: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    human_id: str | None = None
    nik: str | None = None  # kept as a keyed hash only
    position: str | None = None
    employee_number: str | None = None


async def save_principal(office: Office, principal: NewPrincipal) -> None:
    """Store a principal, or its present particulars."""
    if Role.SERVICE_ACCOUNT in principal.roles and principal.human_id is None:
        raise InvalidInput("Akun layanan harus menyebut penanggung jawabnya.", path=("humanId",))
    async with office.work.begin() as store:
        await store.people.save(
            {
                "id": principal.id,
                "kind": principal.kind,
                "name": principal.name,
                "roles": [role.value for role in principal.roles],
                "districts": list(principal.districts),
                "scopes": list(principal.scopes),
                "human_id": principal.human_id,
                "nik_key": office.keyed(principal.nik) if principal.nik else None,
                "position": principal.position,
                "employee_number": principal.employee_number,
                "is_active": True,
            }
        )


async def create_token(
    office: Office,
    principal_id: str,
    *,
    secret: str,
    label: str,
    days: int | None = None,
) -> str:
    """Store a token by its hash and return it; it is shown this once."""
    token = f"{TOKEN_PREFIX}{secret}"
    async with office.work.begin() as store:
        now = office.clock.now()
        await store.people.add_token(
            {
                "id": office.clock.new_id(),
                "principal_id": principal_id,
                "hash": token_hash(token),
                "label": label,
                "created_at": now,
                "expires_at": now + timedelta(days=days) if days else None,
            }
        )
    return token

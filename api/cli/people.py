"""The command `token`: who may come in, and what is kept about a principal."""

import argparse
import asyncio
import json
import sys

from api.app import Parts, build_parts
from api.config import Settings
from api.domain.errors import DomainError
from api.domain.identity import Nik, NotAnIdentity
from api.domain.values import Role
from api.storage import migrate
from api.usecases import people
from api.usecases.access import NewPrincipal, create_token, save_principal


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    token = commands.add_parser("token", help="make, list or revoke access tokens")
    token.add_argument("act", choices=["create", "list", "revoke", "person", "development"])
    token.add_argument("--principal", help="id of a principal")
    _describe_person(token)
    token.add_argument("--label", default="")
    token.add_argument("--days", type=int, help="until it ends; without, it does not")
    token.add_argument("--id", help="of the token to revoke")
    token.set_defaults(run=lambda settings, o: asyncio.run(_token(settings, o)))


def _describe_person(token: argparse.ArgumentParser) -> None:
    person = token.add_argument_group("person", "what `token person` keeps about a principal")
    person.add_argument("--name", default="")
    person.add_argument("--role", action="append", choices=[r.value for r in people.ROLES])
    person.add_argument("--district", action="append", help="code; none is the whole regency")
    person.add_argument("--scope", action="append")
    person.add_argument("--human", help="who stands behind a service account")
    person.add_argument("--position", help="as printed under a signature")
    person.add_argument("--employee-number", help="NIP, as printed under a signature")
    person.add_argument("--nik-from-stdin", action="store_true", help="kept as a keyed hash only")


async def _token(settings: Settings, options: argparse.Namespace) -> int:
    parts = build_parts(settings)
    try:
        await migrate.upgrade(settings.database)
        return await _token_act(parts, options)
    finally:
        await parts.close()


async def _token_act(parts: Parts, options: argparse.Namespace) -> int:
    office, act = parts.office, options.act
    if act == "development":
        made = await people.development(
            office,
            parts.make_certificate,
            parts.clock.secret,
            parts.settings.signatory_passphrase or None,
        )
        print(json.dumps(made))
        return 0
    if act == "person":
        return await _person(parts, options)
    if act == "list":
        async with office.work.begin() as store:
            for row in await store.people.tokens():
                print(json.dumps({k: str(v) if v is not None else None for k, v in row.items()}))
        return 0
    if act == "revoke":
        async with office.work.begin() as store:
            revoked = await store.people.revoke_token(options.id or "", office.clock.now())
        print("revoked" if revoked else "there is no such good token")
        return 0 if revoked else 1
    async with office.work.begin() as store:
        known = await store.people.get(options.principal or "")
    if known is None:
        print("there is no such principal (--principal)", file=sys.stderr)
        return 2
    token = await create_token(
        office,
        options.principal,
        secret=parts.clock.secret(),
        label=options.label,
        days=options.days,
    )
    print(token)
    return 0


async def _person(parts: Parts, options: argparse.Namespace) -> int:
    if not options.principal or not options.name or not options.role:
        print("a person needs --principal, --name and --role", file=sys.stderr)
        return 2
    try:
        nik = Nik.parse(sys.stdin.readline()).value if options.nik_from_stdin else None
    except NotAnIdentity:
        print("the NIK on standard input must have 16 digits", file=sys.stderr)
        return 2
    person = NewPrincipal(
        id=options.principal,
        kind=people.kind_of(options.role),
        name=options.name,
        roles=tuple(Role(role) for role in options.role),
        districts=tuple(options.district or ()),
        scopes=tuple(options.scope or ()),
        human_id=options.human,
        nik=nik,
        position=options.position,
        employee_number=options.employee_number,
    )
    try:
        await save_principal(parts.office, person)
    except DomainError as refusal:
        print(refusal.message, file=sys.stderr)
        return 2
    print(f"{person.id} is known; `token create --principal {person.id}` opens the door")
    return 0

"""The service's command line: serve, worker, migrate, token, schema, verify-pdf, audit."""

import argparse
import asyncio
import contextlib
import json
import signal
import socket
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import uvicorn
import uvloop

from api.app import Parts, build_app, build_parts, pki_folder, working
from api.clock import Clock
from api.config import Settings, SettingsError, from_environment
from api.domain.errors import DomainError
from api.domain.identity import Nik, NotAnIdentity
from api.domain.values import Role
from api.gateways.pki import read_certificate
from api.gateways.validation import describe, validate
from api.graphql.schema import print_schema
from api.logs import configure
from api.storage import migrate
from api.usecases import people
from api.usecases.access import NewPrincipal, create_token, save_principal
from api.usecases.system import audit

SCHEMA = Path("schema.graphql")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        settings = from_environment()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    configure(settings.log_level)
    result: int = options.run(settings, options)
    return result


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m api", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="answer HTTP; the worker runs inside by default")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int, help="0 takes a free one; the ready line tells which")
    serve.set_defaults(run=_serve)
    worker = commands.add_parser("worker", help="keep promises in a process of its own")
    worker.set_defaults(run=lambda settings, _: asyncio.run(_work(settings)))
    migration = commands.add_parser("migrate", help="bring the database to the present schema")
    migration.add_argument("--check", action="store_true", help="only compare code and migrations")
    migration.set_defaults(run=lambda settings, o: asyncio.run(_migrate(settings, o.check)))
    token = commands.add_parser("token", help="make, list or revoke access tokens")
    token.add_argument("act", choices=["create", "list", "revoke", "person", "development"])
    token.add_argument("--principal", help="id of a principal")
    _describe_person(token)
    token.add_argument("--label", default="")
    token.add_argument("--days", type=int, help="until it ends; without, it does not")
    token.add_argument("--id", help="of the token to revoke")
    token.set_defaults(run=lambda settings, o: asyncio.run(_token(settings, o)))
    schema = commands.add_parser("schema", help="print schema.graphql")
    schema.add_argument("--check", action="store_true", help="fail when the file is not up to date")
    schema.add_argument("--write", action="store_true", help="write the file")
    schema.set_defaults(run=_schema)
    verify = commands.add_parser("verify-pdf", help="judge a signed PDF")
    verify.add_argument("file", type=Path)
    verify.add_argument("--root", type=Path, help="root certificate (PEM); default: our own")
    verify.set_defaults(run=lambda settings, o: asyncio.run(_verify_pdf(settings, o)))
    check = commands.add_parser("audit", help="walk the event log's chains")
    check.set_defaults(run=lambda settings, _: asyncio.run(_audit(settings)))
    return parser


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


def _serve(settings: Settings, options: argparse.Namespace) -> int:
    host = options.host or settings.host
    port = settings.port if options.port is None else options.port
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    port = listener.getsockname()[1]
    public_url = settings.public_url or f"http://{host}:{port}"
    settings = replace(settings, host=host, port=port, public_url=public_url)
    app = build_app(settings)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=5
    )
    uvloop.run(_run_server(uvicorn.Server(config), listener, public_url))
    return 0


async def _run_server(server: uvicorn.Server, listener: socket.socket, public_url: str) -> None:
    task = asyncio.create_task(server.serve(sockets=[listener]))
    if await _has_started(server, task):
        ready = {
            "program": "api",
            "url": public_url,
            "port": listener.getsockname()[1],
            "graphql": f"{public_url}/graphql",
        }
        print(json.dumps(ready), flush=True)
    await task


async def _has_started(server: uvicorn.Server, task: "asyncio.Task[None]") -> bool:
    """Wait until the server answers, or has given up; it offers no event to wait for."""
    while not server.started and not task.done():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return server.started


async def _work(settings: Settings) -> int:
    parts = build_parts(settings)
    await migrate.upgrade(settings.database)
    try:
        async with working(parts) as task:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, task.cancel)
            print(json.dumps({"program": "worker"}), flush=True)
            with contextlib.suppress(asyncio.CancelledError):
                await task
    finally:
        await parts.close()
    return 0


async def _migrate(settings: Settings, only_check: bool) -> int:
    if not only_check:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        await migrate.upgrade(settings.database)
        print(f"database is at revision {migrate.head()}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/check.sqlite3"
        await migrate.upgrade(url)
        found = await migrate.differences(url)
    for difference in found:
        print(difference, file=sys.stderr)
    return 1 if found else 0


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


def _schema(settings: Settings, options: argparse.Namespace) -> int:
    text = print_schema()
    if options.write:
        SCHEMA.write_text(text)
    elif not options.check:
        print(text, end="")
    elif not SCHEMA.exists() or SCHEMA.read_text() != text:
        print("schema.graphql is not up to date: make schema", file=sys.stderr)
        return 1
    return 0


async def _verify_pdf(settings: Settings, options: argparse.Namespace) -> int:

    if not options.file.is_file():
        print(f"{options.file}: no such file", file=sys.stderr)
        return 2
    root = options.root or pki_folder(settings) / "root.pem"
    if not root.is_file():
        print(f"{root}: no root certificate (--root)", file=sys.stderr)
        return 2
    verdict = await validate(
        options.file.read_bytes(), roots=[read_certificate(root)], now=Clock().now()
    )
    for line in describe(verdict):
        print(line)
    return 0 if verdict.genuine else 1


async def _audit(settings: Settings) -> int:
    parts = build_parts(settings)
    broken = 0
    try:
        async for found in audit(parts.office):
            broken += 1
            print(f"{found.application_id} version {found.version}: {found.problem}")
    finally:
        await parts.close()
    print("the log is whole" if not broken else f"{broken} breaks")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

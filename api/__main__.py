"""The service's command line: serve, worker, migrate, token, signer, schema, verify-pdf, audit."""

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
from sqlalchemy.exc import SQLAlchemyError

from api.app import build_app, build_parts, working
from api.cli import certificates, checks, compare, people, proofs, signers, verify_pdf
from api.config import Settings, SettingsError, from_environment
from api.graphql.schema import print_schema
from api.logs import configure
from api.storage import migrate

SCHEMA = Path("schema.graphql")
WHERE = (
    "check DIKJAMILA_DATABASE_URL and DIKJAMILA_DATA_DIR; "
    "`python -m api migrate` brings a database to the present schema"
)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        settings = from_environment()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    configure(settings.log_level)
    try:
        result: int = options.run(settings, options)
    except (SQLAlchemyError, OSError) as error:
        if options.run.__module__ == __name__:
            raise  # a server's or worker's failure is for its log, with all there is to know
        cause = getattr(error, "orig", None) or error
        print(f"the books cannot be read ({type(cause).__name__}): {WHERE}", file=sys.stderr)
        return 2
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
    people.add(commands)
    certificates.add(commands)
    schema = commands.add_parser("schema", help="print schema.graphql")
    schema.add_argument("--check", action="store_true", help="fail when the file is not up to date")
    schema.add_argument("--write", action="store_true", help="write the file")
    schema.set_defaults(run=_schema)
    verify_pdf.add(commands)
    checks.add(commands)
    compare.add(commands)
    proofs.add(commands)
    signers.add(commands)
    return parser


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
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=5,
        proxy_headers=False,  # whom to believe is a setting, TRUSTED_PROXIES
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


if __name__ == "__main__":
    sys.exit(main())

"""Puts the service together: the only place that knows every part.

`build_app` makes an ASGI application from settings and can run many times in one process; nothing
lives outside of what it returns.
"""

import asyncio
import contextlib
import hashlib
import hmac
import logging
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from api.catalogue import loader, loader_siak
from api.clock import Clock
from api.config import PREFIX, Settings, SettingsError, secret_of
from api.domain.case import Policy
from api.domain.links import Links
from api.domain.ports import SiakPort, SignerPort
from api.gateways import siak, whatsapp
from api.gateways.content import ContentInspector
from api.gateways.email import Relay, SmtpMail
from api.gateways.printing.printer import TypstPrinter
from api.gateways.siak_by_hand import NoSiak
from api.gateways.signing import pki
from api.gateways.signing.archive import Archivist
from api.gateways.signing.bsre import BsreSigner, make_signer
from api.gateways.signing.bsre_line import BsreAccount
from api.gateways.signing.inside_siak import SiakSigner
from api.gateways.signing.local import LocalSigner
from api.gateways.signing.returned import Judge
from api.gateways.signing.seal import Seal
from api.gateways.signing.services import PkiServices
from api.gateways.signing.stamping import HttpStamper, OwnStamper, Stamper, TsaAccount
from api.graphql.app import graphql_routes
from api.http.files import FileDoors
from api.http.graphiql import GraphiqlDoors
from api.http.health import HealthDoors
from api.http.pages import PageDoors
from api.http.pki import PkiDoors
from api.http.proofs import ProofDoor
from api.http.siak_callback import CallbackDoor
from api.http.testing import TestDoors
from api.http.verification import VerificationDoors
from api.http.whatsapp_webhook import WebhookDoor
from api.storage.engine import make_engine
from api.storage.files import LocalFiles
from api.storage.migrate import upgrade
from api.storage.single import alone
from api.storage.unit_of_work import UnitOfWork
from api.usecases.by_hand import take_over
from api.usecases.office import Office
from api.usecases.rendering import receipt_of
from api.usecases.strangers import Strangers
from api.worker import Gateways, Worker

GRAPHIQL = Path(sys.prefix) / "share" / "graphiql"  # put there when the environment is made
EXAMPLES = (  # as installed, and as they lie in the project
    Path(__file__).parent / "http" / "graphiql_page" / "examples",
    Path(__file__).parents[1] / "docs" / "examples",
)
LONGEST_WAIT = 20.0  # seconds for one answer of SIAK; two of them fit into a claim
LONGEST_SIGNATURE = 50.0  # seconds for one answer of BSrE; two of them fit into an attempt's lease
SWITCH_INTERVAL = 0.0005  # seconds; SQLite's row steps and the event loop share one lock


@dataclass(frozen=True)
class Parts:
    """The service's working parts, for whoever runs them: server, worker, command line, tests."""

    settings: Settings
    clock: Clock
    engine: AsyncEngine
    office: Office
    worker: Worker
    gateways: Gateways
    printer: TypstPrinter
    pki: PkiServices
    stamper: Stamper

    def make_certificate(self, signatory_id: str, name: str, passphrase: str) -> None:
        """Make a development certificate for a signatory that has none."""
        signatory = pki.NewSignatory(signatory_id, name, passphrase)
        pki.ensure_pki(
            pki_folder(self.settings),
            self.clock.now(),
            [signatory],
            address=self.settings.pki_url.rstrip("/"),
        )

    async def close(self) -> None:
        """Let what is being signed end, begin nothing more, then close every connection."""
        self.office.closing.set()
        await self.office.recent.close()
        if self.office.tasks:
            await asyncio.wait(self.office.tasks, timeout=5)
        for gateway in (self.gateways.siak, self.gateways.whatsapp, self.office.signer):
            closing = getattr(gateway, "close", None)
            if closing is not None:
                await closing()
        await self.stamper.close()
        self.printer.close()
        await self.engine.dispose()


def build_parts(settings: Settings, clock: Clock | None = None) -> Parts:
    """Make the working parts from settings."""
    clock = clock or Clock()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.database)
    work = UnitOfWork(engine, clock.new_id)
    public_url = settings.public_url or f"http://{settings.host}:{settings.port}"
    key = secret_of(settings, "people")
    pki.ensure_pki(pki_folder(settings), clock.now(), address=settings.pki_url.rstrip("/"))
    services = PkiServices(pki_folder(settings))
    stamper = _stamper(settings, clock, services)
    catalogue = loader.load()
    callback_url = settings.siak_callback_url or f"{public_url.rstrip('/')}/callbacks/siak"
    registry = _registry(settings, callback_url)
    printer = TypstPrinter(specimen=settings.specimen)
    office = Office(
        work=work,
        catalogue=catalogue,
        messages=loader.load_messages(),
        policy=Policy(
            draft_confirmation=settings.draft_confirmation,
            upload_at_once=settings.upload_at_once,
            claim_minutes=settings.claim_minutes,
            draft_days=settings.draft_days,
            completion_days=settings.completion_days,
            attendance_days=settings.attendance_days,
            visits_at_once=settings.visits_at_once,
            draft_answer_hours=settings.draft_answer_hours,
            receipt_seconds=settings.receipt_seconds,
            delivery_hours=settings.delivery_hours,
            pickup_days=settings.pickup_days,
            reconcile_hour=settings.reconcile_hour,
            siak_by_hand=settings.siak_by_hand,
        ),
        clock=clock,
        links=Links(public_url, secret_of(settings, "links"), clock.now),
        keyed=lambda nik: hmac.new(key, nik.encode(), hashlib.sha256).hexdigest(),
        files=LocalFiles(settings.data_dir / "files", secret_of(settings, "file")),
        content=ContentInspector(),
        printer=printer,
        signer=_signer(settings, clock, registry, services, stamper),
        seal=Seal(
            pki_folder(settings),
            clock.now,
            [root for file in settings.trusted_roots for root in _roots(file)],
        ),
        siak=registry,
        registry=loader_siak.load_registry(catalogue),
        siak_callback_url=callback_url,
        strangers=Strangers(
            settings.verify_per_minute, settings.verify_files_per_minute, settings.trusted_proxies
        ),
    )
    gateways = Gateways(
        siak=registry,
        whatsapp=whatsapp.CloudApi(
            whatsapp.WhatsAppAccount(
                settings.whatsapp_url,
                settings.whatsapp_version,
                settings.whatsapp_phone_number_id,
                settings.whatsapp_token,
            )
        ),
        email=SmtpMail(Relay.from_url(settings.smtp_url, settings.mail_sender)),
        printer=printer,
        archivist=Archivist(services, stamper, _others(settings)),
        bsre=office.signer if isinstance(office.signer, BsreSigner) else None,
    )
    worker = Worker(office, gateways, is_alone=settings.is_sqlite)
    return Parts(settings, clock, engine, office, worker, gateways, printer, services, stamper)


def _registry(settings: Settings, callback_url: str) -> SiakPort:
    if settings.siak_by_hand:
        return NoSiak()
    return siak.HttpSiak(
        settings.siak_url,
        settings.siak_token,
        callback_url=callback_url,
        operator=settings.siak_operator,
        timeout=min(settings.siak_timeout_seconds, LONGEST_WAIT),
    )


def _stamper(settings: Settings, clock: Clock, services: PkiServices) -> Stamper:
    """Return who stamps time."""
    if not settings.tsa_url:
        return OwnStamper(services.tsa, services.tsa_certificate)
    account = TsaAccount(settings.tsa_url, settings.tsa_user, settings.tsa_password)
    return HttpStamper(account, [services.root, *_others(settings)], clock.nonce)


def _others(settings: Settings) -> list[x509.Certificate]:
    """Return whom we trust beside our own root."""
    return [root for file in settings.trusted_roots for root in _roots(file)]


def _signer(
    settings: Settings,
    clock: Clock,
    registry: SiakPort,
    services: PkiServices,
    stamper: Stamper,
) -> SignerPort:
    """Return who signs; whichever it is trusts what the other one signed."""
    others = _others(settings)
    elsewhere = settings.signing_elsewhere
    if not elsewhere:
        return LocalSigner(pki_folder(settings), clock.now, others, stamper)
    judge = Judge((services.root, *others), clock.now, services.revocations.all)
    if elsewhere == "siak":
        assert isinstance(registry, siak.HttpSiak)  # the settings saw to it
        return SiakSigner(registry, settings.signer_niks, judge)
    account = BsreAccount(
        settings.bsre_url,
        settings.bsre_user,
        settings.bsre_password,
        min(settings.bsre_timeout_seconds, LONGEST_SIGNATURE),
    )
    return make_signer(elsewhere, account, settings.signer_niks, judge)


def _roots(file: Path) -> list[x509.Certificate]:
    try:
        return pki.read_certificates(file)
    except (OSError, ValueError):
        raise SettingsError(f"{PREFIX}SIGNING_ROOTS: {file} holds no certificates") from None


def _callback_door(parts: Parts) -> list[Route]:
    """Return the door for SIAK's decisions; where nobody calls back, there is none."""
    if parts.settings.siak_by_hand:
        return []
    secret = parts.settings.siak_secret
    return CallbackDoor(parts.office, secret, siak.signature_matches, siak.parse_entry).routes()


def pki_folder(settings: Settings) -> Path:
    """Return where the development certificates live."""
    return settings.data_dir / "pki"


def build_app(settings: Settings, clock: Clock | None = None) -> Starlette:
    """Return the service as an ASGI application; its parts are at `app.state.parts`."""
    parts = build_parts(settings, clock)
    examples = EXAMPLES[0] if EXAMPLES[0].is_dir() else EXAMPLES[1]
    explorer = GraphiqlDoors(GRAPHIQL, examples)
    routes: list[BaseRoute] = [
        *graphql_routes(parts.office, introspection=settings.introspection, page=explorer.page),
        *explorer.routes(),
        *WebhookDoor(
            parts.office,
            settings.whatsapp_app_secret,
            settings.whatsapp_verify_token,
            whatsapp.signature_matches,
            whatsapp.parse_webhook,
        ).routes(),
        *_callback_door(parts),
        *FileDoors(parts.office).routes(),
        *PageDoors(parts.office, parts.printer, {"receipts": receipt_of}).routes(),
        *VerificationDoors(parts.office).routes(),
        *PkiDoors(parts.pki, parts.clock.now).routes(),
        *ProofDoor(parts.office).routes(),
        *HealthDoors(parts.office).routes(),
    ]
    if settings.test_mode:
        logging.getLogger("dik_jamila").warning("test mode: the clock can be moved by anyone")
        routes += TestDoors(parts.office, parts.clock.advance, parts.worker.wake).routes()
    app = Starlette(routes=routes, lifespan=_life)
    app.state.parts = parts
    return app


@contextlib.asynccontextmanager
async def _life(app: Starlette) -> AsyncIterator[None]:
    parts: Parts = app.state.parts
    sys.setswitchinterval(SWITCH_INTERVAL)
    await upgrade(parts.settings.database)
    try:
        if parts.settings.worker == "inline":
            async with working(parts):
                yield
        else:
            yield
    finally:
        await parts.close()


@contextlib.asynccontextmanager
async def working(parts: Parts) -> AsyncIterator["asyncio.Task[None]"]:
    """Keep promises meanwhile; on SQLite as the only process that does."""
    embedded = parts.settings.is_sqlite
    guard = alone(parts.settings.data_dir) if embedded else contextlib.nullcontext()
    with guard:
        if parts.settings.siak_by_hand:
            await take_over(parts.office)
        task = asyncio.create_task(parts.worker.run())
        try:
            yield task
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

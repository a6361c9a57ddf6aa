"""What every use case works with: the office's books, rules and tools."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from api.domain.case import Policy
from api.domain.catalogue import Catalogue
from api.domain.links import Links
from api.domain.messages import Messages
from api.domain.ports import (
    ClockPort,
    ContentPort,
    FileStore,
    Json,
    PrinterPort,
    SealPort,
    SiakPort,
    SignerPort,
)
from api.domain.registry import RegistryMap
from api.storage.unit_of_work import UnitOfWork
from api.usecases.progress import Progress
from api.usecases.recent import Recent
from api.usecases.strangers import Strangers


@dataclass(frozen=True)
class Office:
    """One installation of the service; made by `build_app`, passed to every use case."""

    work: UnitOfWork
    catalogue: Catalogue
    messages: Messages
    policy: Policy
    clock: ClockPort
    links: Links
    keyed: Callable[[str], str]  # keyed hash of a NIK, to compare people without keeping numbers
    files: FileStore
    content: ContentPort
    printer: PrinterPort  # what a page can show; pages themselves are printed by the worker
    signer: SignerPort
    seal: SealPort
    siak: SiakPort  # for look-ups; what changes something goes through the outbox
    registry: RegistryMap
    siak_callback_url: str
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)  # signing batches under way
    recent: Recent[Json | None] = field(default_factory=Recent)  # what SIAK answered lately
    strangers: Strangers = field(default_factory=Strangers)  # limits for who has no login
    progress: Progress = field(default_factory=Progress)  # news of signing batches
    tried: OrderedDict[tuple[str, str], str] = field(  # by signer and key, see `passphrases`
        default_factory=OrderedDict
    )
    closing: asyncio.Event = field(default_factory=asyncio.Event)  # begin nothing more

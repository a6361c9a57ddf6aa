"""What every use case works with: the office's books, rules and tools."""

from collections.abc import Callable
from dataclasses import dataclass

from api.domain.case import Policy
from api.domain.catalogue import Catalogue
from api.domain.links import Links
from api.domain.ports import ClockPort, ContentPort, FileStore, SignerPort
from api.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Office:
    """One installation of the service; made by `build_app`, passed to every use case."""

    work: UnitOfWork
    catalogue: Catalogue
    policy: Policy
    clock: ClockPort
    links: Links
    keyed: Callable[[str], str]  # keyed hash of a NIK, to compare people without keeping numbers
    files: FileStore
    content: ContentPort
    signer: SignerPort
    siak_callback_url: str

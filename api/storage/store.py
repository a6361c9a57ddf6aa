"""Every write of the domain, by aggregate: what a use case sees of the database."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage.applications import Applications
from api.storage.chats import Chats
from api.storage.delegations import Delegations
from api.storage.documents import Documents
from api.storage.outbox import Outbox
from api.storage.passphrases import Passphrases
from api.storage.people import People
from api.storage.reconciliations import Reconciliations
from api.storage.remotes import Lines
from api.storage.requests import Requests
from api.storage.signatures import Signatures


class Store:
    """One writing transaction, its tables grouped by what they are about."""

    def __init__(self, connection: AsyncConnection, new_id: Callable[[], str]) -> None:
        self.connection = connection
        self.applications = Applications(connection)
        self.documents = Documents(connection)
        self.outbox = Outbox(connection, new_id)
        self.signatures = Signatures(connection)
        self.people = People(connection)
        self.passphrases = Passphrases(connection)
        self.delegations = Delegations(connection)
        self.chats = Chats(connection)
        self.requests = Requests(connection)
        self.lines = Lines(connection)
        self.reconciliations = Reconciliations(connection)

    @property
    def has_promised(self) -> bool:
        """Tell whether an effect was promised or became due."""
        return self.outbox.has_promised

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo what was done inside when an error leaves it, and nothing else."""
        async with self.connection.begin_nested():
            yield

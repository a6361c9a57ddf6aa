"""What every resolver may use: the office, who asks, and their reader; made anew per operation."""

from dataclasses import dataclass
from typing import TypeAlias

import strawberry

from api.domain.values import Actor
from api.graphql.errors import RequestRefused, TopLevelCode
from api.usecases.access import Viewer
from api.usecases.office import Office
from api.usecases.reading import Reader


@dataclass(frozen=True)
class Context:
    """One operation's surroundings."""

    office: Office
    viewer: Viewer | None
    reader: Reader
    request_id: str
    caller: str = ""  # the address a stranger's request counts for

    @property
    def actor(self) -> Actor:
        """Return who asks; only for fields that declared that somebody must be known."""
        if self.viewer is None:
            raise RequestRefused(TopLevelCode.UNAUTHENTICATED, "Kirim token Anda dahulu.")
        return self.viewer.actor


Info: TypeAlias = strawberry.Info[Context, None]

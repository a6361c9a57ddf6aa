"""Who may ask for a root field: declared on each one, and refused where nothing is declared."""

from collections.abc import Callable
from inspect import isasyncgen
from typing import Any, Final

from strawberry.extensions import FieldExtension
from strawberry.types.base import get_object_definition
from strawberry.types.field import StrawberryField

from api.domain.values import Role
from api.graphql.context import Context, Info
from api.graphql.errors import RequestRefused, TopLevelCode

PEOPLE: Final = frozenset(Role) - {Role.SYSTEM, Role.SIAK}
OFFICE: Final = PEOPLE - {Role.APPLICANT, Role.SERVICE_ACCOUNT}
DECIDERS: Final = OFFICE - {Role.AUDITOR}  # about effects that are stuck
WORKERS: Final = PEOPLE - {Role.ADMINISTRATOR, Role.AUDITOR}


class Declared(FieldExtension):
    """Asks who is there before the resolver runs; None as roles means everybody, without login."""

    def __init__(self, roles: frozenset[Role] | None, *, as_data: bool = False) -> None:
        self.roles = roles
        self.as_data = as_data  # a role that may not is told in the mutation's payload

    def _ask(self, context: Context) -> None:
        if self.roles is None:
            return
        role = context.actor.role
        if not self.as_data and role not in self.roles:
            raise RequestRefused(
                TopLevelCode.FORBIDDEN, f"Peran {role} tidak berwenang membaca bagian ini."
            )

    def resolve(
        self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any
    ) -> Any:  # any resolver's value
        """Ask first, for plain resolvers."""
        self._ask(info.context)
        return next_(source, info, **kwargs)

    async def resolve_async(
        self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any
    ) -> Any:  # any resolver's value
        """Ask first, for resolvers that wait, and for subscriptions, which are not waited for."""
        self._ask(info.context)
        found = next_(source, info, **kwargs)
        return found if isasyncgen(found) else await found


def public() -> list[FieldExtension]:
    """Declare that anybody may ask, without login."""
    return [Declared(None)]


def only(roles: frozenset[Role], *, as_data: bool = False) -> list[FieldExtension]:
    """Declare which roles may ask."""
    return [Declared(roles, as_data=as_data)]


def declaration(field: StrawberryField) -> Declared | None:
    """Return what a root field declared."""
    return next((each for each in field.extensions if isinstance(each, Declared)), None)


def require_declared(root: type) -> None:
    """Refuse to build a schema with a root field that declares nothing."""
    for field in get_object_definition(root, strict=True).fields:
        if declaration(field) is None:
            raise ValueError(f"{root.__name__}.{field.name} declares no permission")

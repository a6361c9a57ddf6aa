"""Who sends a request: the bearer's token, and the role chosen for it."""

from api.domain.errors import DomainError
from api.graphql.errors import RequestRefused, TopLevelCode
from api.usecases.access import Viewer, authenticate
from api.usecases.office import Office


async def viewer_of(office: Office, authorization: str | None, role: str | None) -> Viewer | None:
    """Return who holds the token of an Authorization header; None where there is no header.

    Raises `RequestRefused` UNAUTHENTICATED for a bad token, FORBIDDEN for a role not held.
    """
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    found = None
    if scheme.lower() == "bearer" and token.strip():
        try:
            found = await authenticate(office, token.strip(), role)
        except DomainError as refused:
            raise RequestRefused(TopLevelCode.FORBIDDEN, refused.message) from None
    if found is None:
        raise RequestRefused(
            TopLevelCode.UNAUTHENTICATED, "Token tidak dikenal atau sudah tidak berlaku."
        )
    return found

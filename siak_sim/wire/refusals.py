"""How SIAK says no on the wire."""

from siak_sim.records import Json


class Refusal(Exception):
    """A request SIAK refuses, with the status, the code and the words it answers."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        field: str | None = None,
        *,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message
        self.field, self.retry_after = field, retry_after

    def as_json(self) -> Json:
        """Return the body of the refusal."""
        error: Json = {"code": self.code, "message": self.message}
        if self.field:
            error["field"] = self.field
        if self.retry_after is not None:
            error["retry_after_seconds"] = self.retry_after
        return {"error": error}

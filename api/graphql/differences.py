"""What changed between two renderings of a document, as verifiers see it."""

from datetime import datetime
from typing import Annotated, Final

import strawberry

from api.domain.difference import LineKind
from api.domain.errors import InvalidInput
from api.domain.values import Role
from api.graphql.context import Info
from api.graphql.enum_kinds import described
from api.graphql.errors import RequestRefused, TopLevelCode
from api.graphql.fields import field
from api.graphql.scalars import Sha256
from api.usecases import differences
from api.usecases.desk import OFFICERS
from api.usecases.reading import DocumentRow
from api.usecases.sight import tell_of_reading
from api.usecases.soon import Later, Pending, then

MAY_SEE_DRAFTS: Final = frozenset(Role) - {Role.ADMINISTRATOR}
PDF: Final = "application/pdf"
Row = strawberry.Parent[DocumentRow]

described(
    LineKind,
    "DifferenceLineKind",
    "What became of a line of text.",
    {
        "SAME": "It stands in both texts.",
        "REMOVED": "It stands in the earlier text only.",
        "ADDED": "It stands in the later text only.",
    },
)


@strawberry.type(description="One line of two texts laid side by side.")
class DifferenceLine:
    """See `api.domain.difference.DiffLine`."""

    kind: LineKind = strawberry.field(description="What became of it.")
    page: int = strawberry.field(description="The page it stands on, from 1.")
    text: str = strawberry.field(description="What it says.")


@strawberry.type(description="What two renderings say, line by line.")
class TextDifference:
    """See `api.usecases.differences.TextDifference`."""

    before_sha256: Sha256 = strawberry.field(description="Hash of the earlier file.")
    after_sha256: Sha256 = strawberry.field(description="Hash of the later file.")
    lines: list[DifferenceLine] = strawberry.field(
        description="All lines in reading order, at most 3000; what was removed stands before "
        "what took its place."
    )

    @field("Whether no line differs.")
    @staticmethod
    def is_same(root: strawberry.Parent[differences.TextDifference]) -> bool:
        """Tell whether both files read alike."""
        return all(line.kind is LineKind.SAME for line in root.lines)


@strawberry.type(description="The files of one round of a document.")
class Rendering:
    """See `api.usecases.differences.Round`."""

    number: int = strawberry.field(
        name="round",
        description="Counts the renderings of this document in its application, from 1.",
    )
    made_at: datetime = strawberry.field(description="When the pages were made.")
    final_sha256: Sha256 = strawberry.field(description="Hash of the final rendering.")

    @field("Download address of the final rendering, good for minutes; null if you may not see it.")
    @staticmethod
    def final_url(root: strawberry.Parent[differences.Round], info: Info) -> str | None:
        """Return a signed address whose file name holds nobody's number."""
        if info.context.actor.role not in MAY_SEE_DRAFTS:
            return None
        return info.context.office.links.file(
            root.final_sha256, f"putaran-{root.number}-final.pdf", PDF
        )


@strawberry.type(description="A document as something that was made more than once.")
class Remade:
    """The part of a document that tells how it changed."""

    @field(
        "Its renderings up to the present one, the first one first; those before a new entry or "
        "a refusal to sign count, too.",
        kind=list[Rendering],
    )
    @staticmethod
    def renderings(root: Row, info: Info) -> Later[list[differences.Round]]:
        """Return the rounds."""
        found = info.context.reader.renderings(root.application_id)
        return then(found, lambda rows: differences.rounds_of(root, rows))

    @field(
        "What changed between two rounds, told from the text of both files; by default between "
        "the last two. Null if there are not two, or unless you may see final renderings. Ask for "
        "it on one document; reading it is logged.",
        kind=TextDifference | None,
    )
    @staticmethod
    async def changes(
        root: Row,
        info: Info,
        from_: Annotated[
            int | None, strawberry.argument(name="from", description="The earlier round.")
        ] = None,
        to: Annotated[int | None, strawberry.argument(description="The later round.")] = None,
    ) -> differences.TextDifference | None:
        """Compare two rounds, holding no transaction meanwhile."""
        context = info.context
        if context.actor.role not in MAY_SEE_DRAFTS:
            return None
        found = context.reader.renderings(root.application_id)
        rows = await found if isinstance(found, Pending) else found
        try:
            pair = differences.rounds_asked(differences.rounds_of(root, rows), from_, to)
        except InvalidInput as refusal:
            raise RequestRefused(TopLevelCode.BAD_USER_INPUT, refusal.message) from None
        if pair is None:
            return None
        tell_of_reading(context.actor, root.application_id, "documents.changes")
        before, after = pair
        return await differences.compare(context.office, before.final_sha256, after.final_sha256)

    @field(
        "What changed since the document it takes the place of (the same number, issued last): a "
        "new family card beside the old one. Null if we hold none, or unless you work on such "
        "applications. Ask for it on one document; reading it is logged.",
        kind=TextDifference | None,
    )
    @staticmethod
    async def changes_from_superseded(root: Row, info: Info) -> differences.TextDifference | None:
        """Compare with the predecessor."""
        context = info.context
        if context.actor.role not in OFFICERS:
            return None
        tell_of_reading(context.actor, root.application_id, "documents.changesFromSuperseded")
        return await differences.against_predecessor(context.office, context.actor, root)

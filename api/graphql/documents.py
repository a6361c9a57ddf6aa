"""Documents and signing batches as clients see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.domain.case import Case
from api.domain.service import DocumentType as DomainDocumentType
from api.domain.values import DeliveryMethod, DocumentStatus, Medium, Role
from api.graphql.actions import AvailableAction, to_available
from api.graphql.context import Info
from api.graphql.differences import MAY_SEE_DRAFTS, Remade
from api.graphql.fields import field
from api.graphql.nodes import Node, stands_for
from api.graphql.scalars import Sha256
from api.graphql.services import DocumentType
from api.usecases.reading import (
    ApplicationRow,
    DocumentRow,
    UploadRow,
    available_document_actions,
)
from api.usecases.soon import Later, then

if TYPE_CHECKING:
    from api.graphql.applications import Application

PDF = "application/pdf"
MAY_SEE_ARCHIVE = frozenset({Role.HEAD_OF_OFFICE, Role.AUDITOR, Role.ADMINISTRATOR})


def _file(root: DocumentRow, info: Info, sha256: str | None, suffix: str) -> str | None:
    if sha256 is None or info.context.actor.role not in MAY_SEE_DRAFTS:
        return None
    return _link(root, info, sha256, suffix)


def _link(root: DocumentRow, info: Info, sha256: str, suffix: str) -> str:
    """Return an address whose file name holds nobody's number."""
    return info.context.office.links.file(sha256, f"{root.type}{suffix}.pdf", PDF)


@strawberry.type(description="One document (`dokumen`) of an application.")
class Document(Remade, Node):
    """See the table `document`."""

    is_type_of = stands_for(DocumentRow)

    medium: Medium = strawberry.field(description="What it is made of.")
    status: DocumentStatus = strawberry.field(description="Where it stands.")
    version: int = strawberry.field(description="Grows with every change; for `expectedVersion`.")
    number: str = strawberry.field(
        description="Its number (`nomor`), reserved by SIAK and valid from issue on."
    )
    siak_ref: str = strawberry.field(description="What SIAK calls it.")
    round: int = strawberry.field(description="Grows when its pages are made anew.")
    final_sha256: Sha256 | None = strawberry.field(
        description="Hash of the final rendering, for `verifyApplication`; null while it is made."
    )
    verified_sha256: Sha256 | None = strawberry.field(description="Hash of what was verified.")
    signed_sha256: Sha256 | None = strawberry.field(description="Hash of the signed file.")
    signed_at: datetime | None = strawberry.field(description="When it was signed.")
    signatory_name: str | None = strawberry.field(description="Who is named under it.")
    certificate_serial: str | None = strawberry.field(
        description="Serial number of the signature's certificate."
    )
    upload_promised: bool = strawberry.field(
        name="isUploadPromised", description="Whether it is on its way to SIAK."
    )
    issued_at: datetime | None = strawberry.field(description="When SIAK issued it (`terbit`).")
    delivery_channel: DeliveryMethod | None = strawberry.field(
        description="By which way it is sent."
    )
    failed_channels: list[DeliveryMethod] = strawberry.field(
        description="By which ways it could not be sent."
    )
    archived_at: datetime | None = strawberry.field(
        description="When its archive copy was made; null before."
    )
    updated_at: datetime = strawberry.field(description="When it last changed.")

    @field("The kind of document.", kind=DocumentType)
    @staticmethod
    def type(root: strawberry.Parent[DocumentRow], info: Info) -> DomainDocumentType:
        """Return the kind."""
        return info.context.office.catalogue.document_type(root.type)

    @field(
        "The application it belongs to; null if you may not see it.",
        kind=Annotated["Application", strawberry.lazy("api.graphql.applications")] | None,
    )
    @staticmethod
    def application(
        root: strawberry.Parent[DocumentRow], info: Info
    ) -> Later[ApplicationRow | None]:
        """Return the application."""
        return info.context.reader.application(root.application_id)

    @field("Download address of the preview marked DRAF, good for minutes; null if there is none.")
    @staticmethod
    def preview_url(root: strawberry.Parent[DocumentRow], info: Info) -> str | None:
        """Return a signed address."""
        return _file(root, info, root.preview_sha256, "-draf")

    @field("Download address of the final rendering, good for minutes; null if there is none.")
    @staticmethod
    def final_url(root: strawberry.Parent[DocumentRow], info: Info) -> str | None:
        """Return a signed address."""
        return _file(root, info, root.final_sha256, "-final")

    @field("Download address of the signed file, good for minutes; null if there is none.")
    @staticmethod
    def signed_url(root: strawberry.Parent[DocumentRow], info: Info) -> str | None:
        """Return a signed address."""
        return _file(root, info, root.signed_sha256, "")

    @field(
        "Download address of the archive copy (PAdES B-LTA), good for minutes; null if there is "
        "none, or for other roles than head of office, auditor and administrator."
    )
    @staticmethod
    def archive_url(root: strawberry.Parent[DocumentRow], info: Info) -> str | None:
        """Return a signed address."""
        sha256 = root.archive_sha256
        if sha256 is None or info.context.actor.role not in MAY_SEE_ARCHIVE:
            return None
        return _link(root, info, sha256, "-ARSIP")

    @field(
        "Download address of the pick-up slip with its code, good for minutes; null unless it "
        "waits at the office and you opened the application for the citizen.",
        kind=str | None,
    )
    @staticmethod
    def pickup_slip_url(root: strawberry.Parent[DocumentRow], info: Info) -> Later[str | None]:
        """Return a signed address."""

        def tell(case: Case | None) -> str | None:
            sha256 = root.pickup_slip_sha256
            if case is None or sha256 is None:
                return None
            is_opener = case.application.created_by == info.context.actor.id
            return _link(root, info, sha256, "-SLIP") if is_opener else None

        return then(info.context.reader.case(root.application_id), tell)

    @field("Public address behind its QR code.")
    @staticmethod
    def verification_url(root: strawberry.Parent[DocumentRow], info: Info) -> str:
        """Return the address."""
        return info.context.office.links.verification(root.token)

    @field("What your role may do with it, in the workflow's order.", kind=list[AvailableAction])
    @staticmethod
    def available_actions(
        root: strawberry.Parent[DocumentRow], info: Info
    ) -> Later[list[AvailableAction]]:
        """Derive the actions."""
        actor = info.context.actor

        def tell(case: Case | None) -> list[AvailableAction]:
            document = case.document(root.id) if case else None
            if case is None or document is None:
                return []
            found = available_document_actions(case, document, actor)
            return [to_available(each) for each in found]

        return then(info.context.reader.case(root.application_id), tell)


@strawberry.type(description="A ticket to send one file; the file is PUT to `url`.")
class Upload(Node):
    """See the table `upload`."""

    is_type_of = stands_for(UploadRow)

    file_name: str = strawberry.field(description="The file's name.")
    size: int = strawberry.field(description="The file's size in bytes.")
    sha256: Sha256 = strawberry.field(description="The file's hash.")
    mime: str | None = strawberry.field(
        name="mediaType", description="What the file was found to be; null until it came."
    )
    pages: int | None = strawberry.field(description="How many pages; null until it came.")
    expires_at: datetime = strawberry.field(description="Until when the file may be sent.")

    @field("Where to PUT the file, with its `Content-Length`; good until `expiresAt`.")
    @staticmethod
    def url(root: strawberry.Parent[UploadRow], info: Info) -> str:
        """Return a signed address."""
        return info.context.office.links.upload(root.id)

    @field("Whether the file came and is usable.")
    @staticmethod
    def is_received(root: strawberry.Parent[UploadRow]) -> bool:
        """Tell whether the file came."""
        return root.mime is not None

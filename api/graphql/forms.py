"""Paper forms as clients see them: blank ones of a service, filled ones of an application."""

import strawberry

from api.domain.case import Case
from api.domain.service import Service as DomainService
from api.graphql.context import Info
from api.graphql.fields import field
from api.usecases.paper_forms import address_of_blank, forms_of
from api.usecases.reading import ApplicationRow
from api.usecases.soon import Later, then


@strawberry.type(description="A paper form (`formulir`) of a service, to be filled in by hand.")
class ServiceForm:
    """One blank form."""

    code: str = strawberry.field(description="Its code, for example `F-2.01`.")
    title: str = strawberry.field(description="Its title, in Indonesian.")
    blank_url: str = strawberry.field(description="Public address of the empty form as PDF.")


@strawberry.type(description="A paper form (`formulir`) filled from an application's answers.")
class FilledForm:
    """One filled form."""

    code: str = strawberry.field(description="Its code, for example `F-2.01`.")
    title: str = strawberry.field(description="Its title, in Indonesian.")
    url: str = strawberry.field(
        description="Address of the PDF, made when it is fetched and kept nowhere; good for "
        "minutes."
    )


@strawberry.type(description="A service as something with forms.")
class HasForms:
    """The part of a service that tells which forms it needs."""

    @field("Its paper forms (`formulir`), to print where no phone helps.", kind=list[ServiceForm])
    @staticmethod
    def forms(root: strawberry.Parent[DomainService], info: Info) -> list[ServiceForm]:
        """Return the forms with public addresses."""
        office = info.context.office
        return [
            ServiceForm(
                code=code,
                title=office.catalogue.form_titles[code],
                blank_url=address_of_blank(office, root, code),
            )
            for code in root.form_codes
        ]


@strawberry.type(description="An application as something that can be printed.")
class Printable:
    """The part of an application that is printed on demand."""

    @field(
        "Address of the receipt (`tanda terima`) as PDF: number, papers handed in, what comes "
        "next. Made when it is fetched and kept nowhere; good for minutes. Null until it is "
        "handed in."
    )
    @staticmethod
    def receipt_url(root: strawberry.Parent[ApplicationRow], info: Info) -> str | None:
        """Return a signed address."""
        if root.number is None:
            return None
        return info.context.office.links.page(f"receipts/{root.id}.pdf")

    @field(
        "The forms (`formulir`) it may need, filled from its answers as they stand. Empty "
        "unless you work on such applications or opened this one; reading it is logged.",
        kind=list[FilledForm],
    )
    @staticmethod
    def forms(root: strawberry.Parent[ApplicationRow], info: Info) -> Later[list[FilledForm]]:
        """Return the forms with signed addresses."""
        office = info.context.office
        if not info.context.reader.may_read_personal_data(root, "forms"):
            return []

        def tell(case: Case | None) -> list[FilledForm]:
            return [
                FilledForm(
                    code=code,
                    title=office.catalogue.form_titles[code],
                    url=office.links.page(f"forms/{root.id}/{code}.pdf"),
                )
                for code in (forms_of(office, case) if case else ())
            ]

        return then(info.context.reader.case(root.id), tell)

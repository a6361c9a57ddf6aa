"""The people of a development installation: one for each role, all recognisably simulated."""

import asyncio
from collections.abc import Callable, Sequence

from api.domain.values import Role, Scope
from api.usecases.access import NewPrincipal, create_token, save_principal
from api.usecases.office import Office

POSITION = "Kepala Dinas Kependudukan dan Pencatatan Sipil Kabupaten Balangan"
ROLES = tuple(role for role in Role if role not in (Role.SYSTEM, Role.SIAK))
PEOPLE = (
    NewPrincipal("petugas-1", "OFFICER", "Petugas Pelayanan SIMULASI", (Role.SERVICE_OFFICER,)),
    NewPrincipal("operator-1", "OFFICER", "Operator SIMULASI", (Role.DATA_ENTRY_OPERATOR,)),
    NewPrincipal(
        "verifikator-1",
        "OFFICER",
        "Verifikator SIMULASI",
        (Role.VERIFIER,),
        scopes=tuple(Scope),
    ),
    NewPrincipal(
        "kepala-1",
        "OFFICER",
        "Kepala Dinas SIMULASI",
        (Role.HEAD_OF_OFFICE,),
        position=POSITION,
        employee_number="19700101 199001 1 9001",
    ),
    NewPrincipal("desa-1", "INTERMEDIARY", "Aparat Desa SIMULASI", (Role.APPLICANT,)),
    NewPrincipal(
        "sistem-1",
        "SERVICE_ACCOUNT",
        "Sistem Lain SIMULASI",
        (Role.SERVICE_ACCOUNT,),
        scopes=("applications:all",),
        human_id="penanggung-jawab-1",
    ),
    NewPrincipal("admin-1", "OFFICER", "Administrator SIMULASI", (Role.ADMINISTRATOR,)),
    NewPrincipal("auditor-1", "OFFICER", "Auditor SIMULASI", (Role.AUDITOR,)),
)


def kind_of(roles: Sequence[str]) -> str:
    """Return what a principal with these roles is."""
    if Role.SERVICE_ACCOUNT in roles:
        return "SERVICE_ACCOUNT"
    return "INTERMEDIARY" if Role.APPLICANT in roles else "OFFICER"


async def development(
    office: Office,
    make_certificate: Callable[[str, str, str], None],
    secret: Callable[[], str],
    passphrase: str | None,
) -> dict[str, object]:
    """Make the people, their tokens and the signatory's certificate; return what opens them."""
    passphrase = passphrase or f"SIMULASI-{secret()[:12]}"
    tokens: dict[str, str] = {}
    for person in PEOPLE:
        await save_principal(office, person)
        tokens[person.roles[0].value] = await create_token(
            office, person.id, secret=secret(), label="pengembangan"
        )
        if Role.HEAD_OF_OFFICE in person.roles:
            await asyncio.to_thread(make_certificate, person.id, person.name, passphrase)
    return {"tokens": tokens, "passphrase": passphrase}

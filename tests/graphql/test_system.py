"""Officers see how the lines to the outside systems are, and what waits for them."""

from collections.abc import Mapping
from typing import Any

import pytest

from api.domain.line import Remote
from api.domain.ports import Down
from api.usecases.remotes import Remotes
from tests.graphql.house import House
from tests.graphql.story import AP, DO, HO, SA, SO, VE, complete, on
from tests.graphql.test_statements import counted

LINES = """{ system { now
  siak { name mode status since code message queued stuck oldestQueuedAt retryAt answeredAt }
  whatsapp { name status queued message } mail { name status queued } } }"""


async def lines(house: House, role: str = SO) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (await house.ask(role, LINES))["system"]
    return found


async def test_before_the_first_call_every_line_counts_as_up(house_anywhere: House) -> None:
    found = await lines(house_anywhere)

    assert found["siak"] == {
        "name": "SIAK",
        "mode": "INTERFACE",
        "status": "UP",
        "since": None,
        "code": None,
        "message": "SIAK tersambung.",
        "queued": 0,
        "stuck": 0,
        "oldestQueuedAt": None,
        "retryAt": None,
        "answeredAt": None,
    }
    assert found["mail"] == {"name": "MAIL", "status": "UP", "queued": 0}


async def test_while_siak_is_down_officers_see_since_when_why_and_what_waits(
    house_anywhere: House,
) -> None:
    house = house_anywhere
    application = await complete(house)
    await house.settle()  # what was promised to the phone is sent
    await house.do(DO, "enterIntoSiak", **on(application))
    await Remotes(house.parts.office).failed(Remote.SIAK, Down("MAINTENANCE", retry_after=300))
    await house.settle()

    found = await lines(house)

    siak = found["siak"]
    assert (siak["status"], siak["code"], siak["queued"], siak["stuck"]) == (
        "DOWN",
        "MAINTENANCE",
        1,
        0,
    )
    assert siak["message"] == (
        "SIAK sedang dipelihara. Pekerjaan menunggu dan berlanjut sendiri setelah tersambung."
    )
    assert siak["since"] <= found["now"] < siak["retryAt"]
    assert siak["oldestQueuedAt"] <= found["now"]
    assert found["whatsapp"]["status"] == "UP"

    await Remotes(house.parts.office).succeeded(Remote.SIAK)
    await house.settle()

    after = (await lines(house))["siak"]
    assert (after["status"], after["queued"], after["code"], after["retryAt"]) == (
        "UP",
        0,
        None,
        None,
    )
    assert after["answeredAt"] is not None


@pytest.mark.parametrize("role", [SO, DO, VE, HO, "ADMINISTRATOR", "AUDITOR"])
async def test_everybody_at_the_office_may_look(house: House, role: str) -> None:
    assert (await lines(house, role))["siak"]["status"] == "UP"


@pytest.mark.parametrize("role", [AP, SA])
async def test_nobody_else_may(house: House, role: str) -> None:
    assert await house.refused(role, "{ system { now } }") == "FORBIDDEN"
    assert await house.refused(None, "{ system { now } }") == "UNAUTHENTICATED"


async def test_all_lines_cost_two_statements(house_anywhere: House) -> None:
    with counted(house_anywhere) as statements:
        await lines(house_anywhere)
    assert len([s for s in statements if "remote" in s or "effect" in s]) == 2

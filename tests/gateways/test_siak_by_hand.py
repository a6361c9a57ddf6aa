"""Where an operator works in SIAK by hand, nothing can be sent there and nothing asked."""

import inspect
from typing import Any

import pytest

from api.domain.ports import Permanent, SiakPort
from api.gateways.siak_by_hand import NoSiak

CALLS = [name for name in vars(SiakPort) if not name.startswith("_")]


@pytest.mark.parametrize("name", CALLS)
async def test_whatever_is_asked_there_is_nobody_to_ask(name: str) -> None:
    call = getattr(NoSiak(), name)
    given: dict[str, Any] = dict.fromkeys(inspect.signature(call).parameters)

    with pytest.raises(Permanent, match="SIAK_BY_HAND"):
        await call(**given)

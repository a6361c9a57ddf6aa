"""BSrE's service, its clock standing still; its keys are made once for all tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.simulators.bsre.provider import Provider, provider_of
from tests.simulators.programs import Program


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bsre")


@pytest.fixture
def provider(program: Callable[..., Program]) -> Iterator[Callable[..., Provider]]:
    """Start services for one test only."""
    with ExitStack() as stack:

        def start(*options: str) -> Provider:
            started = provider_of(program("siak_sim", *options))
            stack.callback(started.client.close)
            return started

        yield start


@pytest.fixture
def bsre(frozen: Callable[..., Program], key_folder: Path) -> Iterator[Provider]:
    provider = provider_of(frozen("siak_sim", "--bsre-pki", str(key_folder)))
    yield provider
    provider.client.close()


@pytest.fixture
def bsre_today(provider: Callable[..., Provider], tmp_path: Path) -> Provider:
    """One with the machine's clock, for judges who look at it."""
    return provider("--bsre-pki", str(tmp_path / "keys"))

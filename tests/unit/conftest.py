import pytest

from api.catalogue.loader import load, load_messages
from api.domain.catalogue import Catalogue
from api.domain.messages import Messages
from tests.unit.chat import Phone


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="session")
def messages() -> Messages:
    return load_messages()


@pytest.fixture
def phone(catalogue: Catalogue, messages: Messages) -> Phone:
    return Phone(catalogue, messages)

import pytest

from api.catalogue.loader import load
from api.domain.catalogue import Catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()

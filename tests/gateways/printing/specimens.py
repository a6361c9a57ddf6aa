"""One fixed synthetic page of every kind we print; golden texts and layout tests look at them.

Each family of documents has a module of its own (`specimens_<family>.py`) with a function that
returns its pages by name; `specimens()` joins them.
"""

from collections.abc import Mapping

from api.domain.ports import Page
from tests.gateways.printing import specimens_acts, specimens_forms, specimens_population


def specimens() -> Mapping[str, Page]:
    """Return every specimen by its name, which is also the name of its golden text."""
    return {
        **specimens_acts.specimens(),
        **specimens_population.specimens(),
        **specimens_forms.specimens(),
    }

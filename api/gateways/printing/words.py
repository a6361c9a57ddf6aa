"""What a document says: which kind of page has which words, in Indonesian."""

from collections.abc import Callable, Mapping

from api.domain.ports import Json, Page
from api.gateways.printing import acts, letters, population
from api.gateways.printing.content import Content

WORDS: Mapping[str, Callable[[Content, Page], Json]] = {
    "KK": population.family_card,
    "AKTA_KELAHIRAN": acts.birth,
    "AKTA_KEMATIAN": acts.death,
    "PICKUP_SLIP": letters.slip,
}


def words(page: Page) -> Json:
    """Return what the template of this page prints, ready to be set."""
    return WORDS.get(page.type, letters.letter)(Content(page.content), page)

"""What a document says: which kind of page has which words, in Indonesian."""

from collections.abc import Callable, Mapping

from api.domain.ports import Json, Page
from api.gateways.printing import acts, acts_stillbirth, forms, letters, population
from api.gateways.printing.content import Content

LETTER = "LETTER"
WORDS: Mapping[str, Callable[[Content, Page], Json]] = {
    "KK": population.family_card,
    "BIODATA_WNI": population.biodata,
    "SKPWNI": population.move_letter,
    **dict.fromkeys(acts.SAYINGS, acts.first_excerpt),
    "CATATAN_PINGGIR_AKTA": acts.excerpt_with_notes,
    "KUTIPAN_AKTA": acts.excerpt_again,
    "SURAT_LAHIR_MATI": acts_stillbirth.stillbirth,
    "FORM": forms.form,
    "PICKUP_SLIP": letters.slip,
    "APPLICATION_RECEIPT": letters.receipt,
}


def kind_of(page: Page) -> str:
    """Return whose words and template a page has; flat lines are a letter, whatever the type."""
    return LETTER if "lines" in page.content else page.type


def words(page: Page) -> Json:
    """Return what the template of this page prints, ready to be set."""
    return WORDS.get(kind_of(page), letters.letter)(Content(page.content), page)

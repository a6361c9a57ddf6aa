"""Which characters paper can show: the fonts are asked once, and plain letters never."""

from api.gateways.printing.glyphs import PLAIN, REMEMBERED, Glyphs
from api.gateways.printing.printer import TypstPrinter


class Fonts:
    """Fonts that lack Han characters and count how often they are asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def lacking(self, text: str) -> tuple[str, ...]:
        self.asked.append(text)
        return tuple(sign for sign in text if "\u4e00" <= sign <= "\u9fff")


async def test_every_plain_character_is_in_the_fonts(printer: TypstPrinter) -> None:
    glyphs = Glyphs(printer._lacking)  # past the short cut that takes these for granted

    assert printer._lacking("".join(sorted(PLAIN))) == ()
    assert glyphs.unprintable("".join(map(chr, range(0xC0, 0x250)))) == ()


def test_plain_letters_need_no_look_at_the_fonts() -> None:
    fonts = Fonts()

    assert Glyphs(fonts.lacking).unprintable("SITI NUR'AINI, S.Sos. (9001)") == ()
    assert fonts.asked == []


def test_a_character_is_asked_about_once() -> None:
    fonts = Fonts()
    glyphs = Glyphs(fonts.lacking)

    assert glyphs.unprintable("é 漢 é") == ("漢",)
    assert glyphs.unprintable("漢 ñ") == ("漢",)
    assert glyphs.unprintable("ñ é") == ()
    assert fonts.asked == ["é 漢", "ñ"]


def test_what_has_no_shape_is_refused_without_asking() -> None:
    fonts = Fonts()

    assert Glyphs(fonts.lacking).unprintable("A\u202eB\ud800\x07") == ("\u202e", "\ud800", "\x07")
    assert fonts.asked == []


def test_only_so_many_characters_are_remembered() -> None:
    fonts = Fonts()
    glyphs = Glyphs(fonts.lacking)
    hangul = "".join(map(chr, range(0xAC00, 0xAC00 + REMEMBERED)))

    glyphs.unprintable(hangul)
    glyphs.unprintable("é")
    glyphs.unprintable("é")

    assert fonts.asked[1:] == ["é", "é"]

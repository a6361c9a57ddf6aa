"""The page in Chromium: states, files, narrow screens, no script needed, nothing from elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.running import ROOT, clean_environment
from tests.simulators.siak_page.desk import CHROMIUM, IN_A_BROWSER
from tests.verification.office import Office

if CHROMIUM.exists():
    from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = IN_A_BROWSER
NOBODYS = "0123456789abcdefghjkmnpqrstvwxyz"
OPTIONS = ("--host", "127.0.0.1", "--port", "0")
MIN_CONTRAST = 4.5  # WCAG AA, for text of any size
Opens = Callable[..., "Page"]


@pytest.fixture(scope="module")
def address(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service as a program, on the office's books; its log tells nothing of files."""
    log = tmp_path_factory.mktemp("log") / "api.log"
    more = {"DIKJAMILA_WORKER": "off", "DIKJAMILA_VERIFY_FILES_PER_MINUTE": "0"}
    with log.open("wb") as errors:
        program = subprocess.Popen(
            [sys.executable, "-P", "-m", "api", "serve", *OPTIONS],
            cwd=ROOT,
            env=clean_environment(**office.environment(), **more),
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        assert program.stdout is not None
        ready = json.loads(program.stdout.readline())
        try:
            yield f"http://127.0.0.1:{ready['port']}"
        finally:
            program.terminate()
            program.wait(20)
            program.stdout.close()
    assert "akta" not in log.read_text("utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox"], headless=True
        )
        yield started
        started.close()


@pytest.fixture
def opens(browser: Browser, address: str) -> Iterator[Opens]:
    """Open pages that ask nothing of other hosts and never complain."""
    problems: list[str] = []
    contexts = []

    def open_(path: str, *, width: int = 360, script: bool = True, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 740},
            java_script_enabled=script,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
        page.on("request", lambda r: None if r.url.startswith(address) else problems.append(r.url))
        page.goto(address + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert problems == []


def bring(page: Page, folder: Path, pdf: bytes) -> None:
    """Choose a file and send the form."""
    path = folder / "akta.pdf"
    path.write_bytes(pdf)
    page.get_by_label("Pilih berkas PDF").set_input_files(path)
    with page.expect_navigation():
        page.get_by_role("button", name="Periksa berkas").click()


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


STATES = [
    ("active", "Asli dan berlaku"),
    ("superseded", "Sudah diganti"),
    ("annulled", "Dibatalkan"),
    ("unknown", "Tidak dikenal"),
]


def path_of(office: Office, name: str) -> str:
    return f"/v/{NOBODYS if name == 'unknown' else office.papers[name].token}"


@pytest.mark.parametrize(("name", "word"), STATES)
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_each_state_has_its_word_and_fits_the_screen(
    opens: Opens, office: Office, name: str, word: str, width: int
) -> None:
    page = opens(path_of(office, name), width=width)

    assert heading(page) == word
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("section svg").first.is_visible()


def test_no_two_states_look_alike_even_without_colours(opens: Opens, office: Office) -> None:
    pages = [opens(path_of(office, name)) for name, _ in STATES]

    words = {heading(page) for page in pages}
    signs = {page.locator("section svg path").first.get_attribute("d") for page in pages}

    assert len(words) == len(signs) == len(STATES)


@pytest.mark.parametrize("script", [True, False])
def test_a_genuine_an_altered_and_a_foreign_file_are_told_apart(
    opens: Opens, office: Office, tmp_path: Path, printed_page: bytes, script: bool
) -> None:
    words = []
    for pdf in (
        office.active.pdf,
        office.active.pdf + b"\n% lagi\n",
        office.papers["annulled"].pdf,
        printed_page,
    ):
        page = opens(path_of(office, "active"), script=script)
        bring(page, tmp_path, pdf)
        words.append(heading(page))

    assert words == [
        "Berkas asli",
        "Berkas sudah diubah",
        "Berkas dari dokumen lain",
        "Tanpa tanda tangan elektronik",
    ]


def test_a_file_above_the_limit_is_not_even_sent(opens: Opens, tmp_path: Path) -> None:
    page = opens("/v")
    (tmp_path / "besar.pdf").write_bytes(b"%PDF-1.7\n" + bytes(10 * 1024 * 1024))

    page.get_by_label("Pilih berkas PDF").set_input_files(tmp_path / "besar.pdf")
    page.get_by_role("button", name="Periksa berkas").click()

    assert "lebih besar dari 10\u00a0MB" in page.get_by_role("status").inner_text()
    assert heading(page) == "Periksa dokumen kependudukan"


def test_a_file_dropped_anywhere_is_checked(opens: Opens, office: Office) -> None:
    page = opens("/v")

    with page.expect_navigation():
        page.evaluate(
            """bytes => { const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], 'akta.pdf',
                {type: 'application/pdf'}));
            document.body.dispatchEvent(
                new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: data})) }""",
            list(office.active.pdf),
        )

    assert heading(page) == "Berkas asli"


def test_the_form_is_reached_and_sent_with_the_keyboard_alone(opens: Opens) -> None:
    page = opens("/v")

    focused = []
    for _ in range(2):
        page.keyboard.press("Tab")
        focused.append(page.evaluate("document.activeElement.tagName"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"

    assert focused == ["INPUT", "BUTTON"]


def test_a_screen_reader_hears_landmarks_headings_and_no_dots(opens: Opens, office: Office) -> None:
    tree = opens(path_of(office, "active")).locator("body").aria_snapshot()

    assert "- banner" in tree
    assert "- main" in tree
    assert '- heading "Asli dan berlaku" [level=1]' in tree
    assert '- form "Periksa berkas PDF"' in tree
    assert "A, P, C" in tree
    assert "•" not in tree


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "_word"), STATES)
def test_every_text_has_enough_contrast(
    opens: Opens, office: Office, name: str, _word: str, scheme: str
) -> None:
    page = opens(path_of(office, name), scheme=scheme)

    found = page.evaluate(CONTRASTS)

    assert len(found) > 8
    assert {text: ratio for text, ratio in found if ratio < MIN_CONTRAST} == {}


def test_on_paper_there_is_the_answer_and_no_form(opens: Opens, office: Office) -> None:
    page = opens(path_of(office, "active"), width=800)

    page.emulate_media(media="print")

    assert not page.get_by_role("button").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_role("heading", level=1).evaluate("e => getComputedStyle(e).color") == (
        "rgb(0, 0, 0)"
    )


CONTRASTS = """() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= .03928 ?
    v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b };
  const behind = e => { for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c }
    return [255, 255, 255] };
  const all = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].filter(n => n.nodeType === 3 && n.data.trim());
    if (!own.length || ['SCRIPT', 'STYLE'].includes(e.tagName)) continue;
    const ink = light(parse(getComputedStyle(e).color)), ground = light(behind(e));
    const [a, b] = [ink, ground].sort((x, y) => y - x);
    all.push([own[0].data.trim().slice(0, 40), (a + .05) / (b + .05)]);
  }
  return all }"""

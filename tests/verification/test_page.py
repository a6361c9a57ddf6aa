"""The page behind a QR code: four states, few facts, nothing for who wants to know more."""

from __future__ import annotations

import logging
import tempfile
from typing import Any

import httpx
import pytest

from api.http.verification_page import FIELD
from api.storage.verification import issued_by_token
from tests.verification.office import BIRTH, NUMBERS, Office, at_the_door
from tests.verification.reading import heading, said, send

NOBODYS = "0123456789abcdefghjkmnpqrstvwxyz"
SECRETS = (
    BIRTH["nik"],
    BIRTH["name"],
    BIRTH["birth_date"],
    BIRTH["birth_place"],
    BIRTH["father_name"],
    BIRTH["mother_name"],
    "AISYAH",
    "1 Maret",
)


# --- the four states ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "word", "look", "sentence"),
    [
        ("active", "Asli dan berlaku", "ok", "masih berlaku"),
        ("superseded", "Sudah diganti", "old", "sejak 25 November 2026: sudah ada dokumen yang"),
        ("annulled", "Dibatalkan", "no", "dibatalkan sejak 25 November 2026"),
    ],
)
async def test_an_issued_document_shows_how_it_stands_and_few_facts(
    office: Office, door: httpx.AsyncClient, name: str, word: str, look: str, sentence: str
) -> None:
    page = await door.get(f"/v/{office.papers[name].token}")

    assert heading(page) == word
    assert f'<section class="{look}">' in page.text
    told = said(page)
    assert sentence in told
    assert "Akta Kelahiran" in told
    assert "A••• P••• C•••" in told
    assert f"Nomor berakhir dengan {NUMBERS[name]}" in told
    assert "Tanggal terbit 23 November 2026" in told
    assert "Ditandatangani oleh Kepala Dinas SIMULASI" in told
    assert "Kabupaten Balangan" in told
    assert not [secret for secret in SECRETS if secret in page.text]
    assert office.papers[name].number not in page.text


async def test_a_document_signed_but_not_issued_is_unknown(
    office: Office, door: httpx.AsyncClient
) -> None:
    page = await door.get(f"/v/{office.papers['signed'].token}")

    assert heading(page) == "Tidak dikenal"


MALFORMED = ["x", "a" * 400, "..%2f..%2fetc", "%00", "a/b/c", "%F0%9F%98%80", "' OR 1=1 --", "%ff"]


@pytest.mark.parametrize("token", MALFORMED)
async def test_unknown_and_malformed_tokens_are_answered_alike(
    door: httpx.AsyncClient, token: str
) -> None:
    unknown, malformed = await door.get(f"/v/{NOBODYS}"), await door.get(f"/v/{token}")

    assert heading(unknown) == "Tidak dikenal"
    assert (malformed.status_code, malformed.text) == (unknown.status_code, unknown.text)
    assert malformed.headers == unknown.headers


async def test_a_malformed_token_costs_the_same_look_into_the_books(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def counted(connection: Any, token: str) -> Any:
        asked.append(token)
        return await issued_by_token(connection, token)

    monkeypatch.setattr("api.usecases.verification.issued_by_token", counted)
    app = office.app()
    async with app.router.lifespan_context(app), at_the_door(app) as client:
        for token in (NOBODYS, "x", "%00"):
            await client.get(f"/v/{token}")

    assert [len(token) for token in asked] == [32, 32, 32]


async def test_without_a_token_there_is_only_the_form(door: httpx.AsyncClient) -> None:
    pages = [await door.get(path) for path in ("/v", "/v/")]

    for page in pages:
        assert page.status_code == 200
        assert heading(page) == "Periksa dokumen kependudukan"
        assert 'type="file"' in page.text


# --- a file ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "word", "look"),
    [
        ("active", "Berkas asli", "ok"),
        ("superseded", "Berkas asli, sudah diganti", "old"),
        ("annulled", "Berkas asli, sudah dibatalkan", "no"),
    ],
)
@pytest.mark.parametrize("with_token", [True, False])
async def test_the_issued_file_is_known_and_its_document_stands_as_it_stands(
    office: Office, door: httpx.AsyncClient, name: str, word: str, look: str, with_token: bool
) -> None:
    paper = office.papers[name]

    page = await send(door, f"/v/{paper.token}" if with_token else "/v", paper.pdf)

    assert page.status_code == 200
    assert heading(page) == word
    assert f'<section class="{look}">' in page.text
    assert said(page).count("A••• P••• C•••") == 1


async def test_the_file_of_another_document_is_told_clearly(
    office: Office, door: httpx.AsyncClient
) -> None:
    page = await send(door, f"/v/{office.active.token}", office.papers["superseded"].pdf)

    assert heading(page) == "Berkas dari dokumen lain"
    assert "bukan untuk kode QR yang Anda pindai" in said(page)
    assert "Asli dan berlaku" in said(page)  # the document of the QR code itself


async def test_a_file_under_an_unknown_code_does_not_make_the_code_known(
    office: Office, door: httpx.AsyncClient
) -> None:
    page = await send(door, f"/v/{NOBODYS}", office.active.pdf)

    assert heading(page) == "Berkas asli"
    assert "Tidak dikenal" in said(page)


async def test_a_file_with_our_signature_that_is_not_issued_is_not_on_the_books(
    office: Office, door: httpx.AsyncClient
) -> None:
    page = await send(door, "/v", office.papers["signed"].pdf)

    assert heading(page) == "Tidak tercatat"
    assert "Jangan menerimanya" in said(page)


@pytest.mark.parametrize(
    ("_case", "data", "word"),
    [
        ("no PDF", b"bukan PDF", "Bukan PDF yang dapat dibaca"),
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(900), "Bukan PDF yang dapat dibaca"),
    ],
)
async def test_what_is_no_pdf_is_told_so(
    door: httpx.AsyncClient, _case: str, data: bytes, word: str
) -> None:
    assert heading(await send(door, "/v", data)) == word


async def test_an_unsigned_print_is_told_how_to_get_the_real_one(
    door: httpx.AsyncClient, printed_page: bytes
) -> None:
    page = await send(door, "/v", printed_page)

    assert heading(page) == "Tanpa tanda tangan elektronik"
    assert "kehilangan tanda tangannya" in said(page)


async def test_bytes_after_the_end_make_it_altered_though_the_signature_still_holds(
    office: Office, door: httpx.AsyncClient
) -> None:
    page = await send(door, f"/v/{office.active.token}", office.active.pdf + b"\n% lagi\n")

    assert heading(page) == "Berkas sudah diubah"
    assert "ditambahi sesuatu setelah ditandatangani" in said(page)


async def test_the_archive_copy_is_the_very_file_too(office: Office) -> None:
    app = office.app()
    copy = office.active.pdf + b"% arsip CONTOH\n"
    async with app.router.lifespan_context(app), at_the_door(app) as client:
        work, files = app.state.parts.office.work, app.state.parts.office.files
        async with work.begin() as store:
            await store.documents.note(office.active.id, {"archive_sha256": await files.put(copy)})
        page = await send(client, f"/v/{office.active.token}", copy)

    assert heading(page) == "Berkas asli"


async def test_a_plain_body_is_judged_as_the_form_is(
    office: Office, door: httpx.AsyncClient
) -> None:
    page = await door.post(
        f"/v/{office.active.token}",
        content=office.active.pdf,
        headers={"Content-Type": "application/pdf"},
    )

    assert heading(page) == "Berkas asli"


@pytest.mark.parametrize(
    ("_case", "given"),
    [
        ("nothing chosen", {"files": {FIELD: ("", b"", "application/octet-stream")}}),
        ("another field", {"files": {"lain": ("a.pdf", b"%PDF-1.7", "application/pdf")}}),
        ("no form", {"content": b"{}", "headers": {"Content-Type": "application/json"}}),
        (
            "broken form",
            {"content": b"xx", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        ),
        ("no boundary", {"content": b"xx", "headers": {"Content-Type": "multipart/form-data"}}),
    ],
)
async def test_a_form_without_a_file_asks_for_one(
    door: httpx.AsyncClient, _case: str, given: dict[str, Any]
) -> None:
    page = await door.post("/v", **given)

    assert page.status_code == 422
    assert heading(page) == "Belum ada berkas"


async def test_a_file_above_the_limit_is_refused_in_words(door: httpx.AsyncClient) -> None:
    page = await send(door, "/v", b"%PDF-1.7\n" + bytes(10 * 1024 * 1024))

    assert page.status_code == 413
    assert heading(page) == "Berkas terlalu besar"
    assert "10 MB" in said(page)


async def test_a_file_of_many_times_the_limit_is_not_even_read(door: httpx.AsyncClient) -> None:
    async def endless() -> Any:
        yield b"%PDF-1.7\n"
        raise AssertionError("the body was read")

    page = await door.post(
        "/v",
        content=endless(),
        headers={"Content-Type": "application/pdf", "Content-Length": str(10**9)},
    )

    assert page.status_code == 413


async def test_nothing_of_a_file_is_kept_spooled_or_logged(
    office: Office,
    door: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a file was put on a disk")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    before = {path for path in office.folder.rglob("*") if path.is_file()}
    caplog.clear()

    page = await send(door, "/v", office.active.pdf + b"\n%" + b"RAHASIA-9001 " * 200_000)

    assert page.status_code == 200
    after = {path for path in office.folder.rglob("*") if path.is_file()}
    grown = [p for p in after if b"RAHASIA-9001" in p.read_bytes()]
    assert {path.name for path in after - before} <= {"db.sqlite3-wal", "db.sqlite3-shm"}
    assert grown == []
    ours = [r for r in caplog.records if not r.name.startswith(("httpx", "httpcore"))]
    assert not [r for r in ours if "akta.pdf" in r.getMessage() or "RAHASIA" in r.getMessage()]

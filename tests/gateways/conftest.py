"""Printed pages, a development PKI and outside judges for the gateway tests."""

import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.domain.ports import Json, Page, Signatory
from api.gateways.printing.printer import TypstPrinter
from api.gateways.siak import HttpSiak
from api.gateways.signing.local import LocalKey, LocalSigner
from api.gateways.signing.pki import ROOT, NewSignatory, ensure_pki
from siak_sim.app import build_app
from siak_sim.config import Config
from simkit.program import Simulator, listening
from tests.gateways.siak_side import population

PASSPHRASE = "contoh-frasa-9001"
HEAD = Signatory(
    "kepala",
    "H. MUSTOFA CONTOH, S.Sos., M.AP.",
    "Kepala Dinas Kependudukan dan Pencatatan Sipil Kabupaten Balangan",
    "19700101 199503 1 001",
)
ADDRESS = "http://127.0.0.1:8080/v/kQ3yX8mJb2Zt0aVqYwLr5uN1sEoPfHd7"
# outside judges look at the machine's clock, so the certificates must be valid by it
NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Pages:
    """Builds pages with sensible content; keyword arguments replace single values."""

    made_at: datetime = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

    def page(
        self, kind: str, number: str, content: Json, signatory: Signatory | None = HEAD
    ) -> Page:
        registered = date(2026, 11, 20)
        return Page(kind, number, content, signatory, registered, ADDRESS, self.made_at)

    def birth(self, **changes: object) -> Page:
        content = {
            "number": "6311-LU-20112026-9001",
            "nik": "6311064611269001",
            "name": "AISYAH PUTRI CONTOH",
            "sex": "P",
            "birth_place": "PARINGIN",
            "birth_date": "2026-11-06",
            "birth_order": 1,
            "father_name": "AHMAD RIFANI CONTOH",
            "mother_name": "SITI RAHMAH CONTOH",
            "wording": "ANAK_SUAMI_ISTRI",
            "registration_date": "2026-11-20",
        }
        return self.page("AKTA_KELAHIRAN", "6311-LU-20112026-9001", content | changes)

    def death(self, **changes: object) -> Page:
        content = {
            "number": "6311-KM-20112026-9001",
            "nik": "6311061201459001",
            "name": "HASAN BASRI CONTOH",
            "death_place": "PARINGIN",
            "death_date": "2026-11-01",
            "birth_place": "JUAI",
            "birth_date": "1945-01-12",
            "sex": "L",
            "father_name": "UMAR CONTOH",
            "mother_name": "FATIMAH CONTOH",
            "registration_date": "2026-11-20",
        }
        return self.page("AKTA_KEMATIAN", "6311-KM-20112026-9001", content | changes)

    def family(self, members: int = 4, **changes: object) -> Page:
        content = {
            "number": "6311062011269001",
            "head_name": "AHMAD RIFANI CONTOH",
            "address": "JL. A. YANI NO. 9",
            "rt": "002",
            "rw": "001",
            "village": "PARINGIN KOTA",
            "district": "PARINGIN",
            "regency": "BALANGAN",
            "province": "KALIMANTAN SELATAN",
            "postal_code": "71611",
            "members": [self.member(index, **changes) for index in range(members)],
        }
        return self.page("KK", "6311062011269001", content)

    def member(self, index: int, **changes: object) -> Json:
        return {
            "name": f"ANGGOTA {chr(65 + index)} CONTOH",
            "nik": f"6311060101{index:02d}{9001 + index}",
            "sex": "LP"[index % 2],
            "birth_place": "PARINGIN",
            "birth_date": "1990-01-12",
            "religion": "ISLAM",
            "education": "BELUM_TAMAT_SD",
            "occupation": "PETANI_PEKEBUN",
            "blood_type": "O",
            "marital_status": "KAWIN_TERCATAT",
            "marriage_date": "2015-02-03",
            "relation": "KEPALA_KELUARGA" if index == 0 else "FAMILI_LAIN",
            "citizenship": "WNI",
            "passport": None,
            "kitap": None,
            "father_name": "ABDULLAH CONTOH",
            "mother_name": "AMINAH CONTOH",
        } | changes

    def letter(self, **changes: object) -> Page:
        content = {
            "number": "SKPWNI/6311/20112026/9001",
            "title": "Surat Keterangan Pindah WNI",
            "lines": [["Nama", "AHMAD RIFANI CONTOH"], ["Alasan pindah", "PEKERJAAN"]],
        }
        return self.page("SKPWNI", "SKPWNI/6311/20112026/9001", content | changes)

    def slip(self, **changes: object) -> Page:
        content = {
            "name": "AISYAH PUTRI CONTOH",
            "documents": ["Kartu Identitas Anak (KIA)"],
            "place": "Loket 2, Disdukcapil Kabupaten Balangan",
            "hours": "Senin sampai Jumat, 08.00-15.00 WITA",
            "until": "2027-02-18",
            "bring": ["Kartu Keluarga", "KIA yang lama, bila ada"],
        }
        return self.page("PICKUP_SLIP", "AMBIL-7K3M-92", content | changes, None)


@pytest.fixture(scope="session")
def pages() -> Pages:
    return Pages()


@pytest.fixture(scope="session")
def printer() -> Iterator[TypstPrinter]:
    printer = TypstPrinter()
    yield printer
    printer.close()


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pki") / "pki"
    head = NewSignatory("kepala", "MUSTOFA CONTOH", PASSPHRASE)
    ensure_pki(folder, NOW - timedelta(days=1), [head], rounds=1000)
    return folder


@pytest.fixture
def signer(pki: Path) -> LocalSigner:
    return LocalSigner(pki, lambda: NOW)


@pytest.fixture
async def key(signer: LocalSigner) -> AsyncIterator[LocalKey]:
    key = await signer.unlock("kepala", PASSPHRASE)
    yield key
    key.close()


@pytest.fixture
async def prepared(printer: TypstPrinter, pages: Pages) -> bytes:
    return await printer.print(pages.birth(), draft=False)


@pytest.fixture
async def signed(key: LocalKey, prepared: bytes) -> bytes:
    file = await key.sign(prepared, field="Tanda_Tangan", reason="Pengesahan", now=NOW)
    return file.pdf


Judge = Callable[..., str]


@pytest.fixture(scope="session")
def judge() -> Judge:
    """Run an outside program and return all it says; a missing program skips visibly."""

    def run(*command: str | Path, stdin: bytes | None = None) -> str:
        if shutil.which(str(command[0])) is None:
            pytest.skip(f"{command[0]} is not installed")
        done = subprocess.run(
            [str(part) for part in command], input=stdin, capture_output=True, check=False
        )
        said = (done.stdout + done.stderr).decode(errors="replace")
        assert done.returncode == 0, said
        return said

    return run


@pytest.fixture(scope="session")
def nss(pki: Path, judge: Judge, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a certificate database that trusts our root and nothing else."""
    database = f"sql:{tmp_path_factory.mktemp('nss')}"
    judge("certutil", "-N", "-d", database, "--empty-password")
    judge("certutil", "-A", "-d", database, "-n", "root", "-t", "CT,CT,CT", "-i", pki / ROOT)
    return database


@pytest.fixture(scope="session")
def text_of(judge: Judge) -> Callable[[bytes], str]:
    """Return what a reader copies out of a PDF, as one line."""

    def text(pdf: bytes) -> str:
        return " ".join(judge("pdftotext", "-raw", "-", "-", stdin=pdf).split())

    return text


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    simulator = build_app(Config(decision_seconds=0.0))
    async with listening(simulator):
        yield simulator


@pytest.fixture
async def siak(simulator: Simulator) -> AsyncIterator[HttpSiak]:
    client = HttpSiak(simulator.kernel.url, str(simulator.ready()["token"]), timeout=1.5)
    yield client
    await client.close()


@pytest.fixture
async def cases(simulator: Simulator) -> dict[str, Any]:
    return await population(simulator)

"""A client's view of BSrE's service, and the judges of what it signs."""

from __future__ import annotations

import base64
import subprocess
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.simulators.programs import FROZEN, Program
from tests.simulators.signed_pdfs import final

Json = dict[str, Any]
AT = datetime.fromisoformat(FROZEN)
PDF = final({"register_number": "SURAT/1", "number": "CONTOH-9001"})
STRANGER = "6311064101709999"
V1_SIGN, V2_SIGN = "/api/sign/pdf", "/api/v2/sign/pdf"


@dataclass(frozen=True)
class Provider:
    """The service with the institution's credentials, and the head of office's passphrase."""

    program: Program
    client: httpx.Client

    @property
    def nik(self) -> str:
        return str(self.program.ready["bsre_nik"])

    @property
    def passphrase(self) -> str:
        return str(self.program.ready["bsre_passphrase"])

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def form(self, path: str, fields: Json, **files: Any) -> httpx.Response:
        return self.client.post(path, data=fields, files=files or {"none": b""})

    def post(self, path: str, body: Any) -> httpx.Response:
        return self.client.post(path, json=body)

    def sign_v1(self, pdf: bytes = PDF, **fields: Any) -> httpx.Response:
        told = {"nik": self.nik, "passphrase": self.passphrase, "tampilan": "invisible", **fields}
        image = told.pop("imageTTD", None)
        files: Json = {"file": ("surat.pdf", pdf, "application/pdf")}
        if image:
            files["imageTTD"] = ("ttd.png", image, "image/png")
        kept = {name: value for name, value in told.items() if value is not None}
        return self.form(V1_SIGN, kept, **files)

    def verify_v1(self, pdf: bytes) -> Json:
        answer = self.form("/api/sign/verify", {}, signed_file=("surat.pdf", pdf))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def sign_v2(self, *pdfs: bytes, **fields: Any) -> httpx.Response:
        told = {
            "nik": self.nik,
            "passphrase": self.passphrase,
            "signatureProperties": [{"tampilan": "INVISIBLE"}],
            "file": [encoded(pdf) for pdf in pdfs or (PDF,)],
            **fields,
        }
        return self.post(V2_SIGN, {name: v for name, v in told.items() if v is not None})

    def verify_v2(self, pdf: bytes, **fields: Any) -> Json:
        answer = self.post("/api/v2/verify/pdf", {"file": encoded(pdf), **fields})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def put(self, **settings: Any) -> None:
        answer = self.program.client.put("/_sim/v1/bsre", json=settings)
        assert answer.status_code == 200, answer.text

    def put_signer(self, nik: str = "", **told: Any) -> None:
        path = f"/_sim/v1/bsre/signers/{nik or self.nik}"
        assert self.program.client.put(path, json=told).status_code == 200

    def fault(self, kind: str, **more: Any) -> None:
        self.program.post("/faults", {"kind": kind, "match": {"path": "/bsre/*"}, **more})

    def signatures(self) -> list[Json]:
        return list(self.program.get("/bsre/signatures")["signatures"])

    def code(self, purpose: str) -> str:
        codes = self.program.get("/bsre/totp")["codes"]
        return next(str(each["code"]) for each in codes if each["purpose"] == purpose)

    def root(self) -> str:
        return str(self.program.get("/bsre")["root_certificate"])


def provider_of(program: Program, **client: Any) -> Provider:
    ready = program.ready
    auth = (ready["bsre_user"], ready["bsre_password"])
    options = {"base_url": ready["bsre_url"], "auth": auth, "timeout": 60, **client}
    return Provider(program, httpx.Client(**options))


def encoded(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")


def files_of(answer: httpx.Response) -> list[bytes]:
    assert answer.status_code == 200, answer.text
    return [base64.b64decode(each, validate=True) for each in answer.json()["file"]]


def error_of(answer: httpx.Response) -> tuple[int, int]:
    body = answer.json()
    assert set(body) == {"status_code", "error"}, body
    assert body["error"]
    return answer.status_code, body["status_code"]


def broken(answer: httpx.Response) -> int:
    """The framework's own error: nothing but its status and the path."""
    body = answer.json()
    assert set(body) == {"timestamp", "status", "error", "path"}, body
    assert body["path"].startswith("/bsre/api/")
    assert body["status"] == answer.status_code
    return int(answer.status_code)


def picture(colour: str = "navy") -> bytes:
    octets = BytesIO()
    Image.new("RGB", (120, 60), colour).save(octets, "PNG")
    return octets.getvalue()


def letter(marker: str = "#", *, pages: int = 1, padding: int = 0) -> bytes:
    """Pages of 400 by 400 points; on the last one a marker, at 300 from the left, 120 up."""
    kids = " ".join(f"{5 + 2 * page} 0 R" for page in range(pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for page in range(pages):
        last = f"BT /F 12 Tf 300 120 Td ({marker}) Tj ET" if page == pages - 1 else ""
        text = f"BT /F 12 Tf 40 350 Td (CONTOH halaman {page + 1}) Tj ET {last}"
        objects.append(f"<< /Length {len(text)} >>\nstream\n{text}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] "
            f"/Resources << /Font << /F 3 0 R >> >> /Contents {4 + 2 * page} 0 R >>"
        )
    out, places = b"%PDF-1.7\n%" + b" " * padding + b"\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    xref, size = len(out), len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, xref)


def pdfsig(pdf: Path, root: Path, folder: Path) -> str:
    """What Poppler says, trusting this root only."""
    base = folder / "nss"
    if not base.exists():
        base.mkdir()
        _run("certutil", "-N", "-d", f"sql:{base}", "--empty-password")
        _run("certutil", "-A", "-d", f"sql:{base}", "-n", "root", "-t", "CT,CT,CT", "-i", str(root))
    return _run("pdfsig", "-nssdir", f"sql:{base}", str(pdf))


def qpdf(pdf: Path) -> str:
    return _run("qpdf", "--check", str(pdf))


def _run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return done.stdout


async def bottom_lines(pdf: bytes, root: Path, at: datetime | None = AT) -> list[bool]:
    """Stock pyHanko's verdict on each signature."""
    context = ValidationContext(
        trust_roots=[load_cert_from_pemder(str(root))], allow_fetching=False, moment=at
    )
    reader = PdfFileReader(BytesIO(pdf))
    return [
        (await async_validate_pdf_signature(each, context, context)).bottom_line
        for each in reader.embedded_regular_signatures
    ]

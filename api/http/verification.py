"""The public page behind a document's QR code: plain HTML, no script, nothing from elsewhere."""

from dataclasses import dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.usecases.office import Office
from api.usecases.verification import PublicFacts, Standing, look_up

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
VERDICTS = {
    Standing.ACTIVE: ("ok", "✓", "Asli dan berlaku", "Dokumen ini diterbitkan dan masih berlaku."),
    Standing.INACTIVE: (
        "old",
        "!",
        "Tidak berlaku lagi",
        "Dokumen ini pernah terbit, tetapi sudah diganti atau dibatalkan.",
    ),
    Standing.UNKNOWN: (
        "no",
        "✕",
        "Tidak dikenal",
        "Kode ini tidak ada dalam daftar dokumen kami. Periksa alamat yang terbaca.",
    ),
}
STYLE = """
body{margin:0;background:#eef1ee;color:#1d2733;font:17px/1.5 system-ui,sans-serif}
main{max-width:30rem;margin:0 auto;padding:1.25rem}
header{font-size:.9rem;color:#4b5a68;margin-bottom:1rem}
section{background:#fff;border-radius:14px;padding:1.4rem;box-shadow:0 1px 4px #0002}
.mark{width:3.4rem;height:3.4rem;border-radius:50%;display:grid;place-items:center;color:#fff;
font-size:1.9rem;margin:0 auto .6rem}
.ok .mark{background:#1f7a4d}.old .mark{background:#a86a00}.no .mark{background:#a3262a}
h1{font-size:1.35rem;text-align:center;margin:0}
p{text-align:center;margin:.3rem 0 1rem}
dl{margin:0}dt{font-size:.85rem;color:#5a6875}dd{margin:0 0 .7rem;font-weight:600}
footer{font-size:.85rem;color:#5a6875;margin-top:1rem}
"""


@dataclass(frozen=True)
class VerificationDoors:
    """Answers anybody who scans a document."""

    office: Office

    def routes(self) -> list[Route]:
        """Return the doors' routes."""
        return [Route("/v/{token}", self.get, methods=["GET"])]

    async def get(self, request: Request) -> Response:
        """Show how the document stands."""
        facts = await look_up(self.office, request.path_params["token"])
        return HTMLResponse(_page(facts), headers=HEADERS)


def _page(facts: PublicFacts) -> str:
    style, mark, title, sentence = VERDICTS[facts.standing]
    rows = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>"
        for label, value in _rows(facts)
        if value
    )
    return (
        '<!doctype html><html lang="id"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)} – Disdukcapil Kabupaten Balangan</title><style>{STYLE}</style>"
        "</head><body><main><header>Pemeriksaan dokumen kependudukan<br>"
        "Disdukcapil Kabupaten Balangan</header>"
        f'<section class="{style}"><div class="mark" aria-hidden="true">{mark}</div>'
        f"<h1>{escape(title)}</h1><p>{escape(sentence)}</p><dl>{rows}</dl></section>"
        "<footer>Bandingkan jenis, tanggal dan huruf awal nama dengan dokumen yang Anda pegang. "
        "Halaman ini tidak menampilkan NIK atau data keluarga.</footer></main></body></html>"
    )


def _rows(facts: PublicFacts) -> list[tuple[str, str]]:
    if facts.standing is Standing.UNKNOWN:
        return []
    issued = f"{facts.issued_on:%d-%m-%Y}" if facts.issued_on else ""
    return [
        ("Jenis dokumen", facts.kind),
        ("Atas nama", facts.subject),
        ("Nomor berakhir dengan", facts.number_tail),
        ("Tanggal terbit", issued),
        ("Ditandatangani oleh", facts.signatory),
        ("Jabatan", facts.position),
    ]

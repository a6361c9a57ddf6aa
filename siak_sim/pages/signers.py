"""Who signs at BSrE, and how their certificates stand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from siak_sim.pages import words
from siak_sim.pages.desk import Desk
from siak_sim.pages.markup import Column, Markup, Node, empty, panel, table, tag
from siak_sim.signing.bsre_orders import Made
from siak_sim.signing.bsre_signers import Signer, SignerState

_COLUMNS = (
    Column("Nama"),
    Column("NIK", "nik", numeric=True),
    Column("Sertifikat", "stage"),
    Column("Ubah keadaan", "filed"),
)
_MADE = (
    Column("Pada", "filed"),
    Column("Nama"),
    Column("Melalui", "stage"),
    Column("Sidik berkas", "stage"),
)
_LATEST = 5
_NOTHING = "Belum ada tanda tangan."
_VIA: Mapping[str, str] = MappingProxyType(
    {"siak": "SIAK", "v1": "layanan v1", "v2": "layanan v2", "seal": "segel"}
)
_STATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ISSUE": ("good", "berlaku"),
        "EXPIRED": ("over", "kedaluwarsa"),
        "RENEW": ("wait", "sedang diperpanjang"),
        "WAITING_FOR_VERIFICATION": ("wait", "menunggu verifikasi"),
        "NEW": ("wait", "baru didaftarkan"),
        "NO_CERTIFICATE": ("past", "tanpa sertifikat"),
        "NOT_REGISTERED": ("past", "tidak terdaftar"),
        "SUSPEND": ("over", "ditangguhkan"),
        "REVOKE": ("over", "dicabut"),
    }
)


def signers_panel(desk: Desk) -> Markup:
    """Return the signers BSrE knows, each with a way to change how the certificate stands."""
    rows = [_row(signer) for signer in desk.world.bsre.signers()]
    shown = table("Penanda tangan di BSrE", _COLUMNS, rows, least="some")
    return panel("Penanda tangan (BSrE)", shown, id="bsre")


def signatures_panel(desk: Desk) -> Markup:
    """Return the latest signatures BSrE made, the last first."""
    made = [_made(each) for each in reversed(desk.world.bsre.ledger.all()[-_LATEST:])]
    shown = table("Tanda tangan terakhir", _MADE, made, least="some") if made else empty(_NOTHING)
    return panel("Tanda tangan terakhir (BSrE)", shown, id="tanda-tangan")


def _made(made: Made) -> tuple[Node, ...]:
    at, via = words.moment(made.at), _VIA.get(made.via, made.via)
    return at, made.name, via, tag("code", made.sha256_after[:12])


def _row(signer: Signer) -> tuple[Node, ...]:
    tone, word = _STATES.get(signer.state, ("past", signer.state))
    options = [
        tag("option", _STATES[state][1], value=state.value, selected=state == signer.state)
        for state in SignerState
    ]
    form = tag(
        "form",
        tag("select", options, name="state", aria_label=f"Keadaan sertifikat {signer.name}"),
        tag("button", "Ubah", type="submit"),
        class_="row",
        data_send=f"PUT _sim/v1/bsre/signers/{signer.nik}",
        data_done="Keadaan sertifikat diubah.",
    )
    return signer.name, words.digits(signer.nik), words.toned(tone, word), form

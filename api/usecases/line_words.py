"""What officers read about the line to an outside system."""

from collections.abc import Mapping

from api.domain.line import Line, Remote

NAMES: Mapping[Remote, str] = {
    Remote.SIAK: "SIAK",
    Remote.WHATSAPP: "WhatsApp",
    Remote.MAIL: "Surel",
    Remote.BSRE: "BSrE",
    Remote.TSA: "Stempel waktu",
}
REASONS: Mapping[str, str] = {
    "UNREACHABLE": "tidak dapat dihubungi",
    "MAINTENANCE": "sedang dipelihara",
    "TOO_MANY_REQUESTS": "membatasi jumlah permintaan",
    "RATE_LIMITED": "membatasi jumlah permintaan",
    "SESSION_EXPIRED": "terus mengakhiri sesi layanan",
    "SESSION_REFUSED": "menolak membuka sesi layanan; hubungi administrator",
    "UNAUTHENTICATED": "menolak token layanan; hubungi administrator",
    "NO_ANSWER": "tidak menjawab",
    "TIMEOUT": "tidak menjawab",
    "BSRE_UNAVAILABLE": "tidak dapat dihubungi",
    "BSRE_LOGIN_REFUSED": "menolak akun instansi; hubungi administrator",
    "ANSWER_UNREADABLE": "menjawab dengan isi yang tidak terbaca",
}
OTHERWISE = "mengalami gangguan"
WAITS = "Pekerjaan menunggu dan berlanjut sendiri setelah tersambung."
SIGN_LATER = "Tanda tangani lagi setelah tersambung; sambungan dicoba sendiri secara berkala."


def sentence(line: Line, *, by_hand: bool) -> str:
    """Say how the line is, and that nobody has to do anything about what waits."""
    name = NAMES[line.remote]
    if by_hand:
        return f"{name} diisi operator secara manual; tidak ada sambungan otomatis."
    if not line.is_down:
        return f"{name} tersambung."
    reason = REASONS.get(line.code or "", OTHERWISE)
    return f"{name} {reason}. {SIGN_LATER if line.remote is Remote.BSRE else WAITS}"

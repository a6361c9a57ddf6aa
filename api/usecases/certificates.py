"""How long the certificates still sign: told to those who can renew them, before it is too late."""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from api.domain.calendar import office_date
from api.domain.ports import CertificateState, GatewayError, SignerStanding
from api.domain.values import Actor, Role
from api.storage.people import People
from api.usecases.office import Office
from api.usecases.remotes import Remotes

log = logging.getLogger("dik_jamila.signing")
WARN_DAYS = (60, 30, 7)
TOLD_TO = frozenset({Role.HEAD_OF_OFFICE, Role.ADMINISTRATOR})
SENTENCES = {
    CertificateState.USABLE: "Sertifikat elektronik dapat dipakai.",
    CertificateState.EXPIRED: "Sertifikat elektronik sudah kedaluwarsa. Perbarui dahulu.",
    CertificateState.REVOKED: "Sertifikat elektronik sudah dicabut.",
    CertificateState.SUSPENDED: "Sertifikat elektronik sedang ditangguhkan.",
    CertificateState.NOT_READY: "Sertifikat elektronik belum berlaku.",
    CertificateState.NONE: "Sertifikat elektronik belum ada.",
}
NOT_TOLD = "Keadaan sertifikat elektronik belum dapat diketahui."
NOBODY = "Belum ada penanda tangan untuk hari ini."


@dataclass(frozen=True)
class CertificateNews:
    """How a signatory's certificate stands, and what is to be done about it."""

    message: str
    standing: SignerStanding | None = None
    days_left: int | None = None

    @property
    def warning(self) -> str | None:
        """Return the sentence that asks for a renewal in time; None while there is time."""
        days = self.days_left
        if days is None or days > WARN_DAYS[0] or not self._signs:
            return None
        urgency = "Segera perbarui" if days <= WARN_DAYS[-1] else "Rencanakan pembaruannya"
        left = "hari ini" if days == 0 else f"{days} hari lagi"
        return f"Sertifikat elektronik berakhir {left}. {urgency}."

    @property
    def _signs(self) -> bool:
        return self.standing is not None and self.standing.state is CertificateState.USABLE


async def news_for(office: Office, actor: Actor) -> CertificateNews | None:
    """Return the news for whoever may renew or have renewed; None for the others."""
    return await signatory_news(office) if actor.role in TOLD_TO else None


async def signatory_news(office: Office) -> CertificateNews:
    """Return the news of the certificate of whoever signs today."""
    now = office.clock.now()
    async with office.work.read() as connection:
        signatory = await People(connection).signatory(office_date(now))
    if signatory is None:
        return CertificateNews(NOBODY)
    try:
        standing = await _standing(office, signatory["id"])
    except GatewayError as error:
        log.info("the certificate's standing is not told", extra={"code": error.code})
        return CertificateNews(NOT_TOLD)
    return CertificateNews(
        SENTENCES[standing.state], standing, _days_until(standing.not_after, now)
    )


async def _standing(office: Office, signatory_id: str) -> SignerStanding:
    """Ask the signer; one outside is asked over its line, which may be known to be down."""
    signer = office.signer
    if signer.line is None or not signer.tells_first:
        return await signer.standing(signatory_id)
    return await Remotes(office).ask(signer.line, lambda: signer.standing(signatory_id))


class CertificateWatch:
    """Warns in the log, once a day, from sixty days before today's certificate ends."""

    def __init__(self) -> None:
        self._looked_on: date | None = None

    async def look(self, office: Office) -> None:
        """Look once a day; what a signer outside does not tell is not warned of."""
        today = office_date(office.clock.now())
        if today == self._looked_on:
            return
        self._looked_on = today
        news = await signatory_news(office)
        if news.warning is not None and news.standing is not None:
            extra = {"days_left": news.days_left, "serial": news.standing.serial}
            log.warning("the signing certificate ends soon", extra=extra)


def _days_until(end: datetime | None, now: datetime) -> int | None:
    """Return the office's days until the end, never fewer than none."""
    return None if end is None else max(0, (office_date(end) - office_date(now)).days)

"""How a signed file gets into SIAK: uploaded and judged, or signed inside through BSrE."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakValueDictionary

from siak_sim.entries import Entries
from siak_sim.records import Entry, EntryDocument, EntryStatus
from siak_sim.signing.bsre import Bsre, BsreRefusal, BsreRefused
from siak_sim.signing.signed_files import BROKEN, Seal, require_seal
from siak_sim.wire.refusals import Refusal
from simkit.faults import Faults

KINDS = ("upload_refused", "bsre_down", "bsre_slow")
_TRY_LATER = 60
_SLOW = 5.0


@dataclass(frozen=True)
class ToSign:
    """What an operator asks BSrE, through SIAK, to sign."""

    nik: str
    passphrase: str
    pdf: bytes
    signed_from: str
    reason: str

    def __repr__(self) -> str:
        return "ToSign(…)"


class Filing:
    """Puts signed files into the registry, each once."""

    def __init__(
        self,
        entries: Entries,
        bsre: Bsre,
        faults: Faults,
        now: Callable[[], datetime],
        root_files: Sequence[str],
    ) -> None:
        self._entries, self._bsre, self._faults, self._now = entries, bsre, faults, now
        self._root_files = tuple(root_files)
        self._signing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._over = asyncio.Event()

    def reset(self) -> None:
        """Let signatures under way come to nothing: their entries are of a world that is over."""
        self._over.set()
        self._over = asyncio.Event()
        self._signing = WeakValueDictionary()

    async def upload(
        self, entry_id: str, document_ref: str, pdf: bytes, *, declared: str, signed_from: str
    ) -> EntryDocument:
        """Store a file that was signed outside, if its signature holds and names the number."""
        self._entries.require_document(self._entries.require(entry_id), document_ref)
        seal = await asyncio.to_thread(_examined, pdf, self._root_files, self._now())
        return self._entries.store_file(
            entry_id,
            document_ref,
            pdf,
            declared=declared,
            signed_from=signed_from,
            judge=lambda number: require_seal(seal, number, trust=bool(self._root_files)),
        )

    async def sign(self, entry_id: str, document_ref: str, wanted: ToSign) -> EntryDocument:
        """Have BSrE sign the verified bytes, bound to the reserved number, and store the file.

        A document whose file is stored is answered as it stands, without another signature.
        """
        lock = self._signing.setdefault(document_ref, asyncio.Lock())
        async with lock:
            entry = self._entries.require(entry_id)
            document = self._entries.require_document(entry, document_ref)
            if document.file_sha256:
                return document
            _require_verified(entry, document_ref, wanted)
            path = f"/v1/entries/{entry_id}/documents/{document_ref}/signature"
            signed = await self._signed(wanted, document.number, path)
            return self._entries.store_file(
                entry_id,
                document_ref,
                signed,
                declared=hashlib.sha256(signed).hexdigest(),
                signed_from=wanted.signed_from,
                judge=_trust_ourselves,
            )

    def file(self, entry_id: str, document_ref: str) -> bytes:
        """Return the signed file of a document, or refuse."""
        document = self._entries.require_document(self._entries.require(entry_id), document_ref)
        pdf = self._entries.file(document.file_sha256 or "")
        if pdf is None:
            raise Refusal(404, "FILE_UNKNOWN", "Berkas bertanda tangan belum tersimpan.")
        return pdf

    async def _signed(self, wanted: ToSign, number: str, path: str) -> bytes:
        over = self._over
        if self._faults.take("bsre_down", method="POST", path=path):
            raise _unavailable()
        slow = self._faults.take("bsre_slow", method="POST", path=path)
        pause = float(slow.params.get("seconds", _SLOW)) if slow else self._bsre.delay_seconds
        if pause:
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await over.wait()
        reason = wanted.reason if number in wanted.reason else f"{wanted.reason} {number}"
        try:
            signed = await self._bsre.sign(wanted.nik, wanted.passphrase, wanted.pdf, reason)
        except BsreRefused as refused:
            raise _refusal(refused) from None
        if over.is_set():
            raise _unavailable()
        return signed


def _require_verified(entry: Entry, document_ref: str, wanted: ToSign) -> None:
    if entry.status != EntryStatus.ACCEPTED or not entry.verified:
        raise Refusal(409, "NOT_VERIFIED", "Dokumen belum diverifikasi.")
    if hashlib.sha256(wanted.pdf).hexdigest() != wanted.signed_from:
        raise Refusal(422, "HASH_MISMATCH", "Berkas rusak di jalan: hash tidak sama.")
    if entry.verified["hashes"].get(document_ref) != wanted.signed_from:
        raise Refusal(422, "NOT_THE_VERIFIED_DOCUMENT", "Bukan dokumen yang diverifikasi.")


def _trust_ourselves(_number: str) -> None:
    """Accept what our own signer has just made of the verified bytes."""


def _unavailable() -> Refusal:
    words = "Layanan BSrE tidak dapat dihubungi."
    return Refusal(503, "BSRE_UNAVAILABLE", words, retry_after=_TRY_LATER)


def _refusal(refused: BsreRefused) -> Refusal:
    if refused.why == BsreRefusal.WRONG_PASSPHRASE:
        return Refusal(422, "WRONG_PASSPHRASE", "Passphrase salah.", "passphrase")
    if refused.why == BsreRefusal.SIGNER_UNKNOWN:
        return Refusal(422, "SIGNER_UNKNOWN", "NIK ini tidak terdaftar di BSrE.", "nik")
    if refused.why == BsreRefusal.CERTIFICATE_UNUSABLE:
        words = f"Sertifikat penanda tangan tidak dapat dipakai: {refused.state}."
        return Refusal(422, "CERTIFICATE_UNUSABLE", words, "nik")
    return Refusal(422, "NOT_SIGNABLE", "Berkas bukan PDF yang dapat ditandatangani.", "pdf_base64")


def _examined(pdf: bytes, root_files: tuple[str, ...], at: datetime) -> Seal:
    if b"/ByteRange" not in pdf:
        return BROKEN
    # pyHanko takes as long to import as all the rest: only who uploads waits for it
    from siak_sim.signing.trust import examine

    return examine(pdf, root_files, at)

"""How each kind of effect is carried out: the call, and what follows from its answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.domain.by_hand import SIAK_DRAFT
from api.domain.errors import UnacceptableContent
from api.domain.ports import (
    ArchivistPort,
    Blocked,
    EmailPort,
    OutgoingEmail,
    OutgoingMessage,
    Page,
    Permanent,
    PingPort,
    PrinterPort,
    Reason,
    SiakPort,
    Submission,
    WhatsAppPort,
)
from api.domain.words import Effect
from api.storage.outbox import Promise
from api.storage.store import Store
from api.usecases import (
    archiving,
    chat,
    checkpoints,
    delivery,
    identify,
    identity,
    reconciling,
    rendering,
    siak_answers,
    timers,
)
from api.usecases.office import Office

# SIAK's words for an accepted entry it will not go on with
TAKEN_BACK = frozenset({"STATE_CHANGED", "NOT_ACCEPTED", "ENTRY_UNKNOWN"})
POLL_SECONDS = 5.0  # asking SIAK again, beside its callback
STOCK_SECONDS = 600.0  # until asking again whether there are cards

Apply = Callable[[Store], Awaitable[None]]


@dataclass(frozen=True)
class Done:
    """It was done; `apply` is what follows, in the finishing transaction."""

    apply: Apply | None = None
    external_id: str | None = None
    called: bool = True  # False: nobody outside was asked, so nothing is known of the line


@dataclass(frozen=True)
class Later:
    """Nothing went wrong, but the answer is still to come."""

    seconds: float
    external_id: str | None = None


@dataclass(frozen=True)
class Gateways:
    """The outside systems the worker speaks to."""

    siak: SiakPort
    whatsapp: WhatsAppPort
    email: EmailPort
    printer: PrinterPort
    archivist: ArchivistPort
    bsre: PingPort | None = None  # where it signs for us


class Acts:
    """Carries effects out through the gateways; never inside a transaction."""

    def __init__(self, office: Office, gateways: Gateways) -> None:
        self._office = office
        self._gateways = gateways
        self._acts: Mapping[Effect, Callable[[Promise], Awaitable[Done | Later]]] = {
            Effect.MEDIA_FETCH: self._fetch_media,
            Effect.DOCUMENT_RENDER: self._render,
            Effect.DOCUMENT_ARCHIVE: self._archive,
            Effect.SIAK_LOOKUP: self._look_up,
            Effect.SIAK_SUBMIT: self._submit,
            Effect.SIAK_VERIFY: self._verify,
            Effect.SIAK_UPLOAD: self._upload,
            Effect.SIAK_ISSUE: self._issue,
            Effect.SIAK_CANCEL: self._cancel,
            Effect.WHATSAPP_SEND: self._send_whatsapp,
            Effect.EMAIL_SEND: self._send_email,
            Effect.SIAK_RECONCILE: self._compare,
            Effect.TIMER: self._fire_timer,
        }

    async def carry_out(self, promise: Promise) -> Done | Later:
        """Do what was promised, or raise the `GatewayError` that says how it failed."""
        return await self._acts[promise.kind](promise)

    async def _fetch_media(self, promise: Promise) -> Done:
        payload = promise.payload
        media = await self._gateways.whatsapp.fetch(payload["media_id"])
        try:
            content = await self._office.content.inspect(media.data, payload["file_name"] or None)
        except UnacceptableContent as refusal:
            reason, message = refusal.reason, refusal.message
            return Done(
                lambda store: chat.refuse_file(self._office, store, payload, reason, message)
            )
        file = {
            "sha256": await self._office.files.put(content.data),
            "mime": content.mime,
            "size": len(content.data),
            "pages": content.pages,
        }
        application_id = promise.application_id or ""
        return Done(
            lambda store: chat.keep_file(self._office, store, payload, application_id, file)
        )

    async def _render(self, promise: Promise) -> Done:
        document_id = promise.payload["document_id"]
        if promise.payload.get("slip"):
            return await self._render_slip(document_id)
        page = await rendering.page_of(self._office, document_id)
        if page is None:
            return Done()
        number = promise.payload["round"]
        final, preview = await self._pages(page)
        return Done(
            lambda store: siak_answers.keep_rendering(
                self._office, store, document_id, number, final, preview
            )
        )

    async def _pages(self, page: Page) -> tuple[str, str]:
        """Return the hashes of final page and marked draft; SIAK's own page stays as it came."""
        printer, files = self._gateways.printer, self._office.files
        if uploaded := page.content.get(SIAK_DRAFT):
            draft = await self._office.content.mark_draft(await files.get(uploaded))
            return uploaded, await files.put(draft)
        final = await files.put(await printer.print(page, draft=False))
        return final, await files.put(await printer.print(page, draft=True))

    async def _archive(self, promise: Promise) -> Done:
        office, document_id = self._office, promise.document_id or ""
        signed = promise.payload["sha256"]
        pdf = await office.files.get(signed)
        copy = await self._gateways.archivist.archive(pdf, office.clock.now())
        kept = await office.files.put(copy)
        return Done(lambda store: archiving.keep(office, store, document_id, signed, kept))

    async def _render_slip(self, document_id: str) -> Done:
        page = await rendering.slip_of(self._office, document_id)
        if page is None:
            return Done()
        pdf = await self._gateways.printer.print(page, draft=False)
        sha256 = await self._office.files.put(pdf)
        return Done(lambda store: delivery.keep_slip(self._office, store, document_id, sha256))

    async def _look_up(self, promise: Promise) -> Done:
        office, application_id = self._office, promise.application_id or ""
        mark = promise.payload["mark"]
        case = await identify.still_asked(office, application_id, mark)
        if case is None:
            return Done(called=False)
        person = await self._gateways.siak.person(identify.nik_of(office, case))
        known = await identity.known_beside(office, case, person)
        return Done(lambda store: identity.hear(office, store, application_id, mark, person, known))

    async def _submit(self, promise: Promise) -> Done | Later:
        siak = self._gateways.siak
        if promise.external_id is not None:
            entry = await siak.entry(promise.external_id)
        else:
            entry = await siak.submit(_submission(promise.payload), key=promise.key)
        if entry.status == "RECEIVED":
            return Later(POLL_SECONDS, entry.id)

        async def apply(store: Store) -> None:
            await siak_answers.hear_decision(self._office, store, entry)

        return Done(apply, entry.id)

    async def _verify(self, promise: Promise) -> Done:
        payload = promise.payload
        try:
            await self._gateways.siak.verify(
                payload["entry_id"], verifier=payload["verifier"], hashes=payload["hashes"]
            )
        except Permanent as error:
            return self._taken_back(promise, error)
        return Done()

    def _taken_back(self, promise: Promise, error: Permanent) -> Done:
        """Let what SIAK will not go on with return to the operator; raise what is no such no."""
        if error.code not in TAKEN_BACK:
            raise error
        reason = Reason(error.code, error.message)
        application_id, entry_id = promise.application_id or "", promise.payload["entry_id"]

        async def apply(store: Store) -> None:
            await siak_answers.hear_taken_back(
                self._office, store, application_id, entry_id, reason
            )

        return Done(apply)

    async def _upload(self, promise: Promise) -> Done:
        payload = promise.payload
        pdf = await self._office.files.get(payload["sha256"])
        try:
            held = await self._gateways.siak.upload(
                payload["entry_id"],
                payload["ref"],
                pdf,
                verified_sha256=payload["verified_sha256"],
            )
        except Permanent as error:
            return self._taken_back(promise, error)
        document_id = promise.document_id or ""
        return Done(lambda store: siak_answers.hear_upload(self._office, store, document_id, held))

    async def _issue(self, promise: Promise) -> Done:
        try:
            entry = await self._gateways.siak.issue(promise.payload["entry_id"])
        except Permanent as error:
            if error.code == "CARD_STOCK_EMPTY":  # wait for stock, however long
                raise Blocked(error.code, retry_after=STOCK_SECONDS) from None
            return self._taken_back(promise, error)
        self._office.recent.forget()  # the population is another one now
        application_id = promise.application_id or ""
        return Done(
            lambda store: siak_answers.hear_issue(self._office, store, application_id, entry)
        )

    async def _cancel(self, promise: Promise) -> Done:
        siak, payload = self._gateways.siak, promise.payload
        entry_id = payload["entry_id"]
        if entry_id is None:
            entry = await siak.entry_by_key(payload["submit_key"])
            if entry is None:
                return Done()  # it never arrived there
            entry_id = entry.id
        try:
            await siak.cancel(entry_id, reason=payload["reason"])
        except Permanent as error:
            if error.code != "ENTRY_UNKNOWN":  # gone there: nothing is left to cancel
                raise
        return Done()

    async def _send_whatsapp(self, promise: Promise) -> Done:
        payload = promise.payload
        document = None
        if payload.get("file"):
            document = await self._office.files.get(payload["file"])
        message = OutgoingMessage(**_message(payload["message"]))
        sent = await self._gateways.whatsapp.send(message, key=promise.key, document=document)
        return Done(external_id=sent)

    async def _send_email(self, promise: Promise) -> Done:
        payload = promise.payload
        attachments = tuple(
            [(name, await self._office.files.get(sha256)) for name, sha256 in payload["files"]]
        )
        email = OutgoingEmail(payload["to"], payload["subject"], payload["body"], attachments)
        message_id = await self._gateways.email.send(email, key=promise.key)
        document_id = promise.document_id
        if document_id is None:
            return Done(external_id=message_id)
        return Done(
            lambda store: delivery.confirm(self._office, store, document_id, "ACCEPTED"),
            message_id,
        )

    async def _compare(self, promise: Promise) -> Done:
        siak = self._gateways.siak
        return Done(await reconciling.compare_part(self._office, siak, promise.payload))

    async def _fire_timer(self, promise: Promise) -> Done:
        payload = promise.payload
        if payload["timer"] == "reconcile":
            return Done(lambda store: self._reconcile(store, payload["effect_id"]))
        if payload["timer"] == "reconcile_siak":
            return Done(lambda store: reconciling.begin_nightly(self._office, store))
        if payload["timer"] == checkpoints.TIMER:
            checkpoint = await checkpoints.make(self._office)
            return Done(lambda store: checkpoints.keep(self._office, store, checkpoint))
        application_id = promise.application_id or ""
        return Done(lambda store: timers.fire(self._office, store, application_id, payload))

    async def _reconcile(self, store: Store, effect_id: str) -> None:
        row = await store.outbox.by_id(effect_id)
        if row is not None and row["state"] == "unknown":
            await store.outbox.note(effect_id, state="pending", due_at=self._office.clock.now())


def _submission(payload: Mapping[str, Any]) -> Submission:
    return Submission(
        **{
            **payload,
            "submitted_on": date.fromisoformat(payload["submitted_on"]),
            "expected_documents": tuple(payload["expected_documents"]),
        }
    )


def _message(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored message fields with lists as tuples again."""
    message = dict(raw)
    message["options"] = tuple(tuple(option) for option in raw.get("options", ()))
    message["sections"] = tuple(
        (title, tuple(tuple(row) for row in rows)) for title, rows in raw.get("sections", ())
    )
    message["parameters"] = tuple(raw.get("parameters", ()))
    return message

"""The service in process, with an office full of people and a SIAK that says yes."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
from pypdf import PdfWriter
from starlette.applications import Starlette

from api.app import Parts, build_app, pki_folder
from api.config import Settings
from api.domain.ports import (
    EntryPage,
    OutgoingEmail,
    OutgoingMessage,
    SiakDocument,
    SiakEntry,
    StandingDocument,
    Submission,
)
from api.domain.values import Medium
from api.usecases.people import development
from api.worker import Worker

Json = dict[str, Any]
PASSPHRASE = "SIMULASI-frasa-9001"
CARDS = {"KIA", "KTP_EL"}


@dataclass
class YesSiak:
    """A registry that accepts whatever it is asked and holds whatever it is sent."""

    known: dict[str, SiakEntry] = field(default_factory=dict)

    async def submit(self, submission: Submission, *, key: str) -> SiakEntry:
        number = len(self.known) + 1
        documents = tuple(
            SiakDocument(
                ref=f"{number}-{place}",
                type=kind,
                medium=Medium.CARD if kind in CARDS else Medium.PDF,
                number=f"CONTOH-{number:04}-{place}",
                content={},
            )
            for place, kind in enumerate(submission.expected_documents, 1)
        )
        entry = SiakEntry(
            id=f"entri-{number}",
            application_number=submission.application_number,
            status="ACCEPTED",
            registration_date=date(2026, 1, 5),
            household=(),
            documents=documents,
        )
        return self.known.setdefault(key, entry)

    async def entry(self, entry_id: str) -> SiakEntry:
        return next(e for e in self.known.values() if e.id == entry_id)

    async def entry_by_key(self, key: str) -> SiakEntry | None:
        return self.known.get(key)

    async def verify(self, entry_id: str, *, verifier: str, hashes: Mapping[str, str]) -> None:
        pass

    async def upload(self, entry_id: str, ref: str, pdf: bytes, *, verified_sha256: str) -> str:
        return hashlib.sha256(pdf).hexdigest()

    async def issue(self, entry_id: str) -> SiakEntry:
        return replace(await self.entry(entry_id), status="ISSUED")

    async def cancel(self, entry_id: str, *, reason: str) -> None:
        pass

    async def person(self, nik: str) -> Json | None:
        return None

    async def family(self, family_card_number: str) -> Json | None:
        return None

    async def document(self, number: str, type: str | None = None) -> Json | None:
        return None

    async def entries(
        self, updated_since: datetime | None = None, cursor: str | None = None
    ) -> EntryPage:
        return EntryPage(())

    async def document_statuses(
        self, asked: Sequence[tuple[str, str]]
    ) -> tuple[StandingDocument, ...]:
        return ()

    async def ping(self) -> None:
        pass


class Paper:
    """A printer whose pages hold nothing but what makes them differ."""

    async def print(self, page: Any, *, draft: bool) -> bytes:
        writer = PdfWriter()
        writer.add_blank_page(595, 842)
        writer.add_metadata({"/Title": f"CONTOH {page.number} {draft} {page.made_at}"})
        buffer = io.BytesIO()
        writer.write(buffer)
        return buffer.getvalue()

    def close(self) -> None:
        pass


@dataclass
class Phone:
    """A gateway that takes every message."""

    sent: list[OutgoingMessage] = field(default_factory=list)

    async def send(
        self, message: OutgoingMessage, *, key: str, document: bytes | None = None
    ) -> str:
        self.sent.append(message)
        return f"wamid.{len(self.sent)}"

    async def fetch(self, media_id: str) -> Any:
        raise AssertionError("nobody sent a file by chat")


@dataclass
class Post:
    """A mail relay that takes every letter."""

    sent: list[OutgoingEmail] = field(default_factory=list)

    async def send(self, email: OutgoingEmail, *, key: str) -> str:
        self.sent.append(email)
        return f"<{len(self.sent)}@contoh.example>"


@dataclass
class House:
    """The running service, its people's tokens, and its worker at one's command."""

    app: Starlette
    parts: Parts
    tokens: dict[str, str]
    passphrase: str
    siak: YesSiak
    phone: Phone
    post: Post
    client: httpx.AsyncClient

    @property
    def worker(self) -> Worker:
        gateways = replace(
            self.parts.gateways,
            siak=self.siak,
            whatsapp=self.phone,
            email=self.post,
            printer=Paper(),
        )
        return Worker(self.parts.office, gateways, is_alone=True)

    async def settle(self) -> None:
        """Keep every promise that is due."""
        await self.worker.drain()

    async def post_raw(self, role: str | None, body: Json, **headers: str) -> httpx.Response:
        """Send one request as somebody with this role; None has no token."""
        if role is not None:
            headers["Authorization"] = f"Bearer {self.tokens[role]}"
        return await self.client.post("/graphql", json=body, headers=headers)

    async def ask(self, role: str | None, query: str, **variables: Any) -> Any:
        """Return the data; top-level errors fail the test."""
        answer = (await self.post_raw(role, {"query": query, "variables": variables})).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def refused(self, role: str | None, query: str, **variables: Any) -> str:
        """Return the code of the one top-level error."""
        answer = (await self.post_raw(role, {"query": query, "variables": variables})).json()
        (error,) = answer["errors"]
        assert error["extensions"]["requestId"]
        return str(error["extensions"]["code"])

    async def try_(self, role: str | None, mutation: str, **given: Any) -> Json:
        """Return the payload of a mutation."""
        kind = mutation[0].upper() + mutation[1:]
        entity = ENTITY.get(mutation, "application")
        query = (
            f"mutation($input: {kind}Input!) {{ {mutation}(input: $input) {{ "
            f"{entity} {{ {SELECTION[entity]} }} errors {{ {ERRORS} }} }} }}"
        )
        payload: Json = (await self.ask(role, query, input=given))[mutation]
        assert (payload[entity] is None) is bool(payload["errors"]), payload
        return payload

    async def do(self, role: str, mutation: str, **given: Any) -> Json:
        """Carry a mutation out and return the changed entity; a refusal fails the test."""
        payload = await self.try_(role, mutation, **given)
        assert payload["errors"] == [], payload["errors"]
        entity: Json = payload[ENTITY.get(mutation, "application")]
        return entity

    async def refusal(self, role: str, mutation: str, **given: Any) -> Json:
        """Return the one refusal of a mutation."""
        payload = await self.try_(role, mutation, **given)
        (error,) = payload["errors"]
        found: Json = error
        return found


@asynccontextmanager
async def opened(data: Path, certificates: Path, **more: Any) -> AsyncIterator[House]:
    """Offer the service with its people until the block ends."""
    settings = Settings(
        data_dir=data, worker="off", public_url="http://layanan.example/djm", **more
    )
    shutil.copytree(certificates, pki_folder(settings))
    app = build_app(settings)
    async with app.router.lifespan_context(app):
        parts = app.state.parts
        made = await development(
            parts.office, parts.make_certificate, parts.clock.secret, PASSPHRASE
        )
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://layanan") as client:
            yield House(app, parts, made["tokens"], PASSPHRASE, YesSiak(), Phone(), Post(), client)


ENTITY = {
    "createUpload": "upload",
    "signDocuments": "signingBatch",
    "cancelSigning": "signingBatch",
    "unlockSigner": "signatory",
    "delegateSigning": "delegation",
    "endDelegation": "delegation",
    "retryEffect": "effect",
    "cancelEffect": "effect",
    "confirmSiakCancel": "effect",
    **dict.fromkeys(
        (
            "finishSign",
            "failSign",
            "uploadToSiak",
            "confirmSiakUpload",
            "deliverDocument",
            "preparePickup",
            "collectDocument",
            "annulDocument",
        ),
        "document",
    ),
}
SELECTION = {
    "application": """id version status number
        documents { id version status medium finalSha256 }
        availableActions { action isAllowed reasonsBlocked { code message } }""",
    "document": "id version status application { id version status }",
    "upload": "id url sha256 size isReceived expiresAt",
    "signingBatch": "id state items { nodes { position state code document { id status } } }",
    "effect": "id kind state",
    "signatory": "id name position wrongPassphrases lockedAt isInOffice verifiedNamingAnother",
    "delegation": "id name principalId position startsOn endsOn endedAt isInForce",
}
ERRORS = """__typename message code path
    ... on InvalidTransition { action status allowedActions }
    ... on GuardRefused { action status reasons { code message } }
    ... on VersionConflict { expectedVersion currentVersion }
    ... on SigningRefused { reason triesLeft }"""

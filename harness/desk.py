"""Officers at a desk: GraphQL with a role's own token; mutations by name, refusals raised."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from harness.papers import Paper
from harness.transcript import Transcript
from harness.waiting import until

Json = dict[str, Any]  # an object of the schema
_CONFLICTS = 3  # times to look again when somebody else was quicker

_ENTITY = {
    "createUpload": "upload",
    "signDocuments": "signingBatch",
    "finishSign": "document",
    "failSign": "document",
    "uploadToSiak": "document",
    "deliverDocument": "document",
    "preparePickup": "document",
    "collectDocument": "document",
    "annulDocument": "document",
    "retryEffect": "effect",
    "cancelEffect": "effect",
    "startReconciliation": "reconciliation",
    "mendDifference": "difference",
}
_CHANGED = {
    "application": "id number status version",
    "document": "id number status version",
    "signingBatch": "id state",
    "upload": "id url",
    "effect": "id state",
    "reconciliation": "id state",
    "difference": "id mendedAt",
}
APPLICATION = """
id number status version isReportedLate draftAnswer draftNote closingReason phoneChangedAt
appointmentAt deliveryMethod siakEntryId entryRound submittedAt
service { code name } siakReasons { code message field }
expectedDocuments { code }
requirements { requirement { code name accepts } isNeeded isFilled isFresh verdict
  attachments { sha256 mediaType size pages } }
missingAnswers { isDeciding question { name type isList } }
documents { id type { code name } medium status version number finalSha256 signedSha256
  signedUrl finalUrl previewUrl verificationUrl deliveryChannel failedChannels }
availableActions { action isAllowed }
"""


@dataclass(frozen=True)
class Refusal:
    """One error of a payload."""

    code: str
    message: str
    path: tuple[str, ...]


class Refused(Exception):
    """The service refused a mutation; `codes` tell why."""

    def __init__(self, mutation: str, refusals: Sequence[Refusal]) -> None:
        told = "; ".join(
            f"{each.code} at {'.'.join(each.path)}: {each.message}" for each in refusals
        )
        super().__init__(f"{mutation}: {told}")
        self.mutation, self.refusals = mutation, tuple(refusals)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all errors."""
        return tuple(each.code for each in self.refusals)


class RequestFailed(AssertionError):
    """The service answered with top-level errors."""


class Officer:
    """One role at its desk."""

    def __init__(
        self,
        graphql: str,
        role: str,
        token: str,
        transcript: Transcript,
        *,
        patience: float,
        stubborn: bool = False,
    ) -> None:
        self.role, self._transcript = role, transcript
        self.patience = patience  # seconds to wait for a status, unless told otherwise
        self._stubborn = stubborn  # asks again, word for word, while nobody answers
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._url = graphql
        self._client = httpx.Client(headers=headers, timeout=60, trust_env=False)

    def asks(self, query: str, **variables: object) -> Json:
        """Run a GraphQL document and return its data."""
        body = {"query": query, "variables": variables}
        answer = self._answer(body)
        told: Json = answer.json()
        if told.get("errors"):
            raise RequestFailed(f"{answer.status_code} {told['errors']}")
        found: Json = told["data"]
        return found

    def _answer(self, body: Json) -> httpx.Response:
        if not self._stubborn:
            return self._client.post(self._url, json=body)
        return until(lambda: self._try(body), self.patience, lambda: "nobody answers")

    def _try(self, body: Json) -> httpx.Response | None:
        try:
            return self._client.post(self._url, json=body)
        except httpx.TransportError:
            return None

    def does(self, mutation: str, **given: object) -> Json:
        """Run a mutation; return what it changed, or raise `Refused`."""
        name = mutation[0].upper() + mutation[1:]
        entity = _ENTITY.get(mutation, "application")
        document = (
            f"mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ "
            f"{entity} {{ {_CHANGED[entity]} }} errors {{ code message path }} }} }}"
        )
        given.setdefault("idempotencyKey", str(uuid.uuid4()))
        payload = self.asks(document, input=given)[mutation]
        if payload["errors"]:
            raise Refused(mutation, self._refusals(mutation, payload["errors"]))
        changed: Json = payload[entity]
        self._transcript.note(self.role, f"{mutation} → {changed.get('status', '')}".rstrip(" →"))
        return changed

    def _refusals(self, mutation: str, errors: Sequence[Json]) -> list[Refusal]:
        found = [Refusal(e["code"], e["message"], tuple(e["path"])) for e in errors]
        told = "; ".join(f"{each.code}: {each.message}" for each in found)
        self._transcript.note(self.role, f"{mutation} refused: {told}")
        return found

    def acts(self, mutation: str, application: str, **given: object) -> Json:
        """Run a mutation on an application at its present version; look again on a conflict."""
        for _ in range(_CONFLICTS):
            version = self._version(application)
            try:
                about = {"applicationId": application, "expectedVersion": version}
                return self.does(mutation, **about, **given)
            except Refused as refused:
                if refused.codes != ("VERSION_CONFLICT",):
                    raise
        return self.does(mutation, **about, **given)

    def acts_on_document(self, mutation: str, document: str, **given: object) -> Json:
        """Run a mutation on a document at its present version."""
        query = "query($id: ID!) { document(id: $id) { version } }"
        version = self.asks(query, id=document)["document"]["version"]
        return self.does(mutation, documentId=document, expectedVersion=version, **given)

    def _version(self, application: str) -> int:
        query = "query($id: ID!) { application(id: $id) { version } }"
        return int(self.asks(query, id=application)["application"]["version"])

    def reads(self, application: str) -> Json:
        """Return an application with what hangs on it."""
        query = f"query($id: ID!) {{ application(id: $id) {{ {APPLICATION} }} }}"
        found: Json = self.asks(query, id=application)["application"]
        return found

    def find(self, number: str) -> str:
        """Return the id of the application that has this number."""
        query = "query($number: String!) { applicationByNumber(number: $number) { id } }"
        return str(self.asks(query, number=number)["applicationByNumber"]["id"])

    def history(self, application: str) -> list[Json]:
        """Return what was done to an application, oldest first."""
        query = (
            "query($id: ID!) { application(id: $id) { history(first: 100) { nodes { "
            "action fromStatus toStatus actorRole occurredAt version hash } } } }"
        )
        nodes: list[Json] = self.asks(query, id=application)["application"]["history"]["nodes"]
        return nodes

    def awaits(self, application: str, *statuses: str, deadline: float = 0) -> Json:
        """Wait until an application has one of these statuses; return it."""

        def there() -> Json | None:
            found = self.reads(application)
            return found if found["status"] in statuses else None

        def stands() -> str:
            found = self.reads(application)
            reasons = [each["code"] for each in found["siakReasons"]]
            papers = [(each["type"]["code"], each["status"]) for each in found["documents"]]
            return f"{found['status']} is not {'/'.join(statuses)}; {reasons} {papers}"

        return until(there, deadline or self.patience, stands)

    def uploads(self, paper: Paper) -> str:
        """Send a file by ticket; return the upload's id."""
        sha256 = hashlib.sha256(paper.data).hexdigest()
        ticket = self.does("createUpload", fileName=paper.name, size=len(paper.data), sha256=sha256)
        self._client.put(ticket["url"], content=paper.data).raise_for_status()
        return str(ticket["id"])

    def attachments(self, application: str) -> list[tuple[str, bytes]]:
        """Return the files of an application as they are kept: type and bytes."""
        query = (
            "query($id: ID!) { application(id: $id) { requirements { attachments { "
            "mediaType url } } } }"
        )
        slots = self.asks(query, id=application)["application"]["requirements"]
        found = [file for slot in slots for file in slot["attachments"]]
        return [(file["mediaType"], self.downloads(file["url"])) for file in found]

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def downloads(self, url: str) -> bytes:
        """Return a file behind one of the service's addresses."""
        return self._client.get(url).raise_for_status().content

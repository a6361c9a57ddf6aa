"""Proofs of service: a finished application's story, sealed, for whoever wants to check it."""

import asyncio
import io
import zipfile
from collections.abc import Mapping
from typing import Any

from api.domain import merkle
from api.domain.proof import FINISHED, KIND, VERSION, path_as_json, step_of, written
from api.domain.values import Status
from api.storage import proofs as stored
from api.storage.proofs import Story
from api.usecases.checkpoints import heads_of, statement_of
from api.usecases.office import Office

OFFICE = "Disdukcapil Kabupaten Balangan"
NOTICE = (
    "Bukti layanan: siapa melakukan apa dan kapan atas satu permohonan, dengan hash berkas yang "
    "diterima, diverifikasi, ditandatangani dan diserahkan. Periksa dengan "
    "`python -m api verify-receipt`."
)
PROOF, SEAL = "bukti-layanan.json", "bukti-layanan.json.p7s"
TAIL = 4  # characters of a document's number that are told
_STAMP = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP can name: the container tells no time


async def proof_of(office: Office, application_id: str) -> bytes | None:
    """Return the proof of a finished application as its file has it; None for any other."""
    async with office.work.read() as connection:
        story = await stored.story_of(connection, application_id)
        if story is None or Status(story.application["status"]) not in FINISHED:
            return None
        last = story.steps[-1]["cursor"]
        checkpoint = await stored.checkpoint_after(connection, last)
        heads = await heads_of(connection, checkpoint["upto"]) if checkpoint else None
    seen = None
    if checkpoint is not None and heads is not None and application_id in heads.positions:
        at = heads.positions[application_id]
        path = await asyncio.to_thread(merkle.path_of, heads.leaves, at)
        seen = {
            "id": checkpoint["id"],
            "statement": statement_of(checkpoint),
            "signature": checkpoint["signature"],
            "step": heads.versions[application_id],
            "path": path_as_json(path),
        }
    return written(_told(office, story) | {"checkpoint": seen})


async def sealed_proof(office: Office, application_id: str) -> bytes | None:
    """Return proof and seal as one ZIP file; None unless the application is finished."""
    proof = await proof_of(office, application_id)
    if proof is None:
        return None
    seal = await office.seal.seal(proof, office.clock.now())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ((PROOF, proof), (SEAL, seal)):
            archive.writestr(zipfile.ZipInfo(name, _STAMP), data)
    return packed.getvalue()


async def application_numbered(office: Office, number: str) -> str | None:
    """Return the id of the application people call by this number."""
    async with office.work.read() as connection:
        return await stored.id_of_number(connection, number)


def _told(office: Office, story: Story) -> dict[str, Any]:
    catalogue, application = office.catalogue, story.application
    service = catalogue.service(application["service_code"])
    return {
        "kind": KIND,
        "version": VERSION,
        "office": OFFICE,
        "notice": NOTICE,
        "application": {
            "id": application["id"],
            "number": application["number"],
            "service": service.code,
            "service_name": service.name,
            "status": application["status"],
            "version": application["version"],
            "submitted_on": _text(application["submitted_on"]),
            "registration_date": _text(application["registration_date"]),
        },
        "received": [_received(row) for row in story.received],
        "documents": [_document(office, row) for row in story.documents],
        "people": {
            id: {"name": row["name"], "position": row["position"]}
            for id, row in story.people.items()
        },
        "steps": [step_of(row) for row in story.steps],
        "head": application["head_hash"],
    }


def _received(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "requirement": row["requirement_code"],
        "sha256": row["sha256"],
        "media_type": row["mime"],
        "bytes": row["size"],
        "pages": row["pages"],
        "received_at": _text(row["attached_at"]),
        "replaced_at": _text(row["replaced_at"]),
    }


def _document(office: Office, row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "type": row["type"],
        "name": office.catalogue.document_type(row["type"]).name,
        "medium": row["medium"],
        "status": row["status"],
        "number_tail": row["number"][-TAIL:],
        "verified_sha256": row["verified_sha256"],
        "signed_sha256": row["signed_sha256"],
        "signed_at": _text(row["signed_at"]),
        "certificate_serial": row["certificate_serial"],
        "issued_at": _text(row["issued_at"]),
        "ended_at": _text(row["ended_at"]),
    }


def _text(value: Any) -> str | None:  # a date or a moment of the books
    return None if value is None else value.isoformat()

"""A ticket's file: taken in once, compared with what was announced, looked at, stored."""

import hashlib
import hmac

from api.domain.errors import InvalidInput, NotFound
from api.usecases.office import Office


async def announced_size(office: Office, upload_id: str) -> int:
    """Return how many bytes the ticket announced; `NotFound` for an unknown or expired one."""
    async with office.work.begin() as store:
        ticket = await store.requests.upload(upload_id)
    if ticket is None or ticket["expires_at"] < office.clock.now():
        raise NotFound("Tiket unggahan tidak ada atau sudah lewat waktunya. Minta yang baru.")
    return int(ticket["size"])


async def receive(office: Office, upload_id: str, data: bytes) -> str:
    """Store the file of a ticket and return its content hash; sending it twice is the same."""
    async with office.work.begin() as store:
        ticket = await store.requests.upload(upload_id)
    if ticket is None or ticket["expires_at"] < office.clock.now():
        raise NotFound("Tiket unggahan tidak ada atau sudah lewat waktunya. Minta yang baru.")
    if len(data) != ticket["size"]:
        raise InvalidInput("Ukuran berkas tidak sama dengan yang diberitahukan.", path=("size",))
    if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), ticket["sha256"]):
        raise InvalidInput("Isi berkas tidak sama dengan SHA-256 pada tiket.", path=("sha256",))
    content = await office.content.inspect(data, ticket["file_name"])
    stored = await office.files.put(content.data)
    async with office.work.begin() as store:
        await store.requests.fill_upload(
            upload_id,
            {"stored_sha256": stored, "mime": content.mime, "pages": content.pages},
        )
    return stored

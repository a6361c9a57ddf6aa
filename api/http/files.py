"""The doors for files: PUT by ticket, GET by short-lived signed address."""

from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.domain.errors import DomainError, NotFound, UnacceptableContent
from api.http.bodies import TooLarge, read_body
from api.usecases import uploads
from api.usecases.office import Office

INLINE = frozenset({"application/pdf", "image/jpeg", "image/png"})


@dataclass(frozen=True)
class FileDoors:
    """Uploads and downloads."""

    office: Office

    def routes(self) -> list[Route]:
        """Return the doors' routes."""
        return [
            Route("/uploads/{upload_id}", self.put, methods=["PUT"]),
            Route("/files/{sha256}", self.get, methods=["GET", "HEAD"]),
        ]

    async def put(self, request: Request) -> Response:
        """Take the file of a ticket."""
        upload_id = request.path_params["upload_id"]
        signature = request.query_params.get("signature", "")
        if not self.office.links.may_upload(upload_id, signature):
            return _refuse(403, "WRONG_SIGNATURE", "Alamat unggahan ini tidak sah.")
        try:
            size = await uploads.announced_size(self.office, upload_id)
            data = await read_body(request, size)
            await uploads.receive(self.office, upload_id, data)
        except TooLarge:
            return _refuse(413, "BODY_TOO_LARGE", "Berkas lebih besar dari yang diberitahukan.")
        except NotFound as error:
            return _refuse(404, error.code, error.message)
        except UnacceptableContent as error:
            return _refuse(422, error.reason, error.message)
        except DomainError as error:
            return _refuse(422, error.code, error.message)
        return JSONResponse({"uploadId": upload_id})

    async def get(self, request: Request) -> Response:
        """Give a file to whoever holds a good address."""
        sha256, query = request.path_params["sha256"], request.query_params
        name, mime = query.get("name", ""), query.get("type", "")
        may = self.office.links.may_download(
            sha256, name, mime, query.get("expires", ""), query.get("signature", "")
        )
        if not may:
            return _refuse(403, "LINK_EXPIRED", "Alamat ini tidak sah atau sudah lewat waktunya.")
        try:
            data = await self.office.files.get(sha256)
        except FileNotFoundError:
            return _refuse(404, "NOT_FOUND", "Berkas tidak ada.")
        way = "inline" if mime in INLINE else "attachment"
        headers = {
            "Content-Disposition": f"{way}; filename*=UTF-8''{quote(name, safe='')}",
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        }
        return Response(data, media_type=mime, headers=headers)


def _refuse(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)

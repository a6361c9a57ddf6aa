"""The door for proofs of service: a sealed ZIP, by short-lived signed address."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.usecases.office import Office
from api.usecases.proofs import sealed_proof

HEADERS = {
    "Content-Disposition": 'attachment; filename="bukti-layanan.zip"',
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class ProofDoor:
    """Gives the proof of a finished application to whoever holds a good address."""

    office: Office

    def routes(self) -> list[Route]:
        """Return the door's route."""
        return [Route("/proofs/{application_id}", self.get, methods=["GET"])]

    async def get(self, request: Request) -> Response:
        """Make the proof and seal it."""
        application_id, query = request.path_params["application_id"], request.query_params
        expires, signature = query.get("expires", ""), query.get("signature", "")
        if not self.office.links.may_read_proof(application_id, expires, signature):
            sentence = "Alamat ini tidak sah atau sudah lewat waktunya."
            return _refuse(403, "LINK_EXPIRED", sentence)
        packed = await sealed_proof(self.office, application_id)
        if packed is None:
            return _refuse(404, "NOT_FOUND", "Permohonan ini belum selesai.")
        return Response(packed, media_type="application/zip", headers=HEADERS)


def _refuse(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)

"""How far each endpoint of the contract is imitated."""

from siak_sim.records import Json

SOURCE = "docs/siak-contract.md"
AS_OF = "2026-11-23"
ENDPOINTS = (
    ("GET", "/v1/people/{nik}"),
    ("GET", "/v1/families/{family_card_number}"),
    ("GET", "/v1/documents/{number}"),
    ("POST", "/v1/entries"),
    ("GET", "/v1/entries?key="),
    ("GET", "/v1/entries/{entry_id}"),
    ("POST", "/v1/entries/{entry_id}/verification"),
    ("PUT", "/v1/entries/{entry_id}/documents/{document_ref}/file"),
    ("POST", "/v1/entries/{entry_id}/issue"),
    ("POST", "/v1/entries/{entry_id}/cancel"),
)
_PARTLY = {
    "/v1/entries/{entry_id}/documents/{document_ref}/file": (
        "bytes, coverage and structure of the signature; its cryptography with --trust-root"
    )
}


def coverage() -> list[Json]:
    """List every endpoint: imitated or partly, with its source."""
    return [
        {
            "method": method,
            "path": path,
            "state": "partly" if path in _PARTLY else "imitated",
            "note": _PARTLY.get(path, ""),
            "source": SOURCE,
            "date": AS_OF,
        }
        for method, path in ENDPOINTS
    ]

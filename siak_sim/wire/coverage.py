"""How far each endpoint of the contract is imitated."""

from siak_sim.records import Json

SOURCE = "docs/siak-contract.md"
AS_OF = "2026-11-23"
ENDPOINTS = (
    ("POST", "/v1/sessions"),
    ("DELETE", "/v1/sessions/current"),
    ("GET", "/v1/people/{nik}"),
    ("GET", "/v1/families/{family_card_number}"),
    ("GET", "/v1/documents/{number}"),
    ("POST", "/v1/documents/status"),
    ("POST", "/v1/entries"),
    ("GET", "/v1/entries?key="),
    ("GET", "/v1/entries?updated_since="),
    ("GET", "/v1/entries/{entry_id}"),
    ("POST", "/v1/entries/{entry_id}/verification"),
    ("PUT", "/v1/entries/{entry_id}/documents/{document_ref}/file"),
    ("GET", "/v1/entries/{entry_id}/documents/{document_ref}/file"),
    ("POST", "/v1/entries/{entry_id}/documents/{document_ref}/signature"),
    ("POST", "/v1/entries/{entry_id}/issue"),
    ("POST", "/v1/entries/{entry_id}/cancel"),
)
_PARTLY = {
    ("PUT", "/v1/entries/{entry_id}/documents/{document_ref}/file"): (
        "the signer's certificate is judged only with --trust-root"
    ),
    ("POST", "/v1/entries/{entry_id}/documents/{document_ref}/signature"): (
        "by passphrase, invisible, level B-T; no one-time passwords"
    ),
}


def coverage() -> list[Json]:
    """List every endpoint: imitated or partly, with its source."""
    return [
        {
            "method": method,
            "path": path,
            "state": "partly" if (method, path) in _PARTLY else "imitated",
            "note": _PARTLY.get((method, path), ""),
            "source": SOURCE,
            "date": AS_OF,
        }
        for method, path in ENDPOINTS
    ]

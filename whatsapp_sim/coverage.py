"""What of the provider's service is imitated, what in part, what not."""

from __future__ import annotations

from simkit.faults import Json

_SOURCE = "developers.facebook.com, Cloud API reference"
_DATE = "2026-09"


def _rows(state: str, *endpoints: str) -> list[Json]:
    return [{"endpoint": e, "state": state, "source": _SOURCE, "date": _DATE} for e in endpoints]


COVERAGE: list[Json] = [
    *_rows(
        "imitated",
        "POST /{phone-number-id}/messages",
        "POST /{phone-number-id}/media",
        "GET /{media-id}",
        "DELETE /{media-id}",
        "GET {media url}",
        "GET /{phone-number-id}",
        "GET /{waba-id}",
        "GET /{waba-id}/phone_numbers",
        "GET, POST, DELETE /{waba-id}/subscribed_apps",
        "GET, POST /{phone-number-id}/whatsapp_business_profile",
        "POST /{app-id}/subscriptions",
        "webhook field messages",
    ),
    *_rows(
        "partly",
        "POST /{phone-number-id} (webhook override only)",
        "GET /{waba-id}/message_templates (no search by content)",
        "POST, DELETE /{waba-id}/message_templates (no review, approved by the clock)",
        "GET /oauth/access_token",
        "POST /{phone-number-id}/register, deregister, settings (answered, no effect)",
        "interactive flow, cta_url, location request (checked, shown, no flow engine)",
        "webhook field message_template_status_update",
    ),
    *_rows(
        "not",
        "calls, groups, catalogues and orders",
        "POST /{template-id} (edit)",
        "GET /{waba-id}/analytics",
        "POST /{phone-number-id}/block_users",
    ),
]

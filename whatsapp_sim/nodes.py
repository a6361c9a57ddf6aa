"""Nodes around the messages: number, profile, account, templates, subscriptions."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from simkit.faults import Json
from whatsapp_sim import templates
from whatsapp_sim.errors import GraphError, unknown_object
from whatsapp_sim.events import template_value
from whatsapp_sim.records import Template
from whatsapp_sim.webhooks import HandshakeFailed, Webhooks
from whatsapp_sim.world import World

_SUCCESS: Json = {"success": True}
_REVIEW = timedelta(seconds=60)
_PROFILE_FIELDS = (
    "about",
    "address",
    "description",
    "email",
    "profile_picture_url",
    "websites",
    "vertical",
)


class Nodes:
    """Answers for everything that is neither a message nor a file."""

    def __init__(self, world: World, webhooks: Webhooks) -> None:
        self._world, self._webhooks = world, webhooks
        world.resume.append(self.resume)

    async def number(self, method: str, edge: str, parameters: Json) -> Json:
        """Answer for the phone number and its edges."""
        if edge == "":
            return await self._number_itself(method, parameters)
        if edge == "whatsapp_business_profile":
            return self._profile(method, parameters)
        if method == "POST" and edge in {"register", "deregister", "settings"}:
            return _SUCCESS
        raise GraphError(2500)

    async def _number_itself(self, method: str, parameters: Json) -> Json:
        if method == "GET":
            return select_fields(self.number_node(), parameters)
        wanted = parameters.get("webhook_configuration")
        if method != "POST" or not isinstance(wanted, dict):
            raise GraphError(100, "webhook_configuration is missing")
        await self._override("phone", wanted)
        return _SUCCESS

    def number_node(self) -> Json:
        """Return what the provider tells about the number."""
        account = self._world.account
        digits = account.display_phone_number
        return {
            "id": account.phone_number_id,
            "display_phone_number": f"+{digits[:2]} {digits[2:5]}-{digits[5:9]}-{digits[9:]}",
            "verified_name": account.verified_name,
            "quality_rating": "GREEN",
            "code_verification_status": "VERIFIED",
            "platform_type": "CLOUD_API",
            "throughput": {"level": "STANDARD"},
            "name_status": "APPROVED",
            "status": "CONNECTED",
            "account_mode": "LIVE",
        }

    def _profile(self, method: str, parameters: Json) -> Json:
        if method == "POST":
            given = {k: v for k, v in parameters.items() if k in _PROFILE_FIELDS}
            self._world.profile.update(given)
            return _SUCCESS
        shown = select_fields(self._world.profile, parameters)
        return {"data": [{**shown, "messaging_product": "whatsapp"}]}

    def mark_read(self, body: Json) -> Json:
        """Mark a customer's message as read by the business, and those before it."""
        if body.get("messaging_product") != "whatsapp":
            raise GraphError(
                100,
                "messaging_product must be whatsapp",
                message="(#100) The parameter messaging_product is required.",
            )
        found = self._world.messages.get(str(body.get("message_id")))
        if found is None or found.outgoing:
            raise GraphError(131009, "message_id is not a message of a customer")
        typing = body.get("typing_indicator")
        if typing is not None and typing != {"type": "text"}:
            raise GraphError(131009, "typing_indicator.type must be text")
        for message in self._world.thread(found.wa_id):
            if not message.outgoing and message.at <= found.at:
                message.read_by_business = True
        self._world.tell("typing" if typing else "read", found.wa_id)
        return _SUCCESS

    async def account(self, method: str, edge: str, parameters: Json) -> Json:
        """Answer for the business account and its edges."""
        account = self._world.account
        if edge == "" and method == "GET":
            node = {"id": account.account_id, "name": account.verified_name, "currency": "IDR"}
            return select_fields(node, parameters)
        if edge == "phone_numbers" and method == "GET":
            return {"data": [select_fields(self.number_node(), parameters)], "paging": {}}
        if edge == "subscribed_apps":
            return await self._subscribed(method, parameters)
        if edge == "message_templates":
            return self._templates(method, parameters)
        raise GraphError(2500)

    async def _subscribed(self, method: str, parameters: Json) -> Json:
        if method == "POST" and parameters.get("override_callback_uri") is not None:
            await self._override("account", parameters)
        elif method == "DELETE":
            self._world.callbacks.pop("account", None)
        if method != "GET":
            return _SUCCESS
        app = {"id": self._world.account.app_id, "name": "SIMULASI"}
        row: Json = {"whatsapp_business_api_data": app}
        if override := self._world.callbacks.get("account"):
            row["override_callback_uri"] = override.url
        return {"data": [row]}

    async def _override(self, scope: str, wanted: Json) -> None:
        url = str(wanted.get("override_callback_uri") or "")
        if url:
            await self._handshake(url, str(wanted.get("verify_token") or ""), scope)
        else:
            self._world.callbacks.pop(scope, None)

    async def _handshake(self, url: str, verify_token: str, scope: str) -> None:
        try:
            await self._webhooks.register(url, verify_token, scope=scope)
        except HandshakeFailed as failed:
            raise GraphError(
                2200, str(failed), message="(#2200) Callback verification failed"
            ) from None

    async def app(self, method: str, edge: str, parameters: Json) -> Json:
        """Answer for the app: its subscriptions."""
        account = self._world.account
        if edge == "" and method == "GET":
            return select_fields({"id": account.app_id, "name": "SIMULASI"}, parameters)
        if edge != "subscriptions":
            raise GraphError(2500)
        if method == "POST":
            if parameters.get("object") != "whatsapp_business_account":
                raise GraphError(100, "object must be whatsapp_business_account")
            token = str(parameters.get("verify_token") or "")
            await self._handshake(str(parameters.get("callback_url") or ""), token, "app")
            return _SUCCESS
        if method == "DELETE":
            self._world.callbacks.pop("app", None)
            return _SUCCESS
        present = self._world.callbacks.get("app")
        row = {"object": "whatsapp_business_account", "active": present is not None}
        return {"data": [{**row, "callback_url": present.url}] if present else []}

    def access_token(self, parameters: Json) -> Json:
        """Hand out the app's token for its id and secret."""
        account = self._world.account
        if parameters.get("client_secret") != account.app_secret:
            raise GraphError(1, status=400, message="Error validating client secret.")
        return {"access_token": account.token, "token_type": "bearer"}

    def _templates(self, method: str, parameters: Json) -> Json:
        if method == "GET":
            return self._template_list(parameters)
        if method == "DELETE":
            return self._delete_templates(str(parameters.get("name") or ""))
        return self._create_template(parameters)

    def _template_list(self, parameters: Json) -> Json:
        rows = [templates.as_row(template) for template in self._world.templates.values()]
        for key in ("name", "status", "category", "language"):
            if parameters.get(key):
                rows = [row for row in rows if row[key] == parameters[key]]
        page, paging = self._page(rows, parameters)
        answer: Json = {"data": [select_fields(row, parameters) for row in page], "paging": paging}
        if parameters.get("summary"):
            answer["summary"] = {
                "total_count": len(rows),
                "message_template_count": len(self._world.templates),
                "message_template_limit": 250,
                "are_translations_complete": True,
            }
        return answer

    def _page(self, rows: list[Json], parameters: Json) -> tuple[list[Json], Json]:
        """Cut one page; `next` is an absolute address of our own."""
        limit = _whole(parameters.get("limit"), 25)
        start = _whole(parameters.get("after"), 0)
        page = rows[start : start + limit]
        end = start + len(page)
        paging: Json = {"cursors": {"before": str(start), "after": str(end)}} if page else {}
        if end < len(rows):
            edge = f"{self._world.kernel.url}/{self._world.account.account_id}/message_templates"
            kept = ("fields", "name", "status", "category", "language", "summary", "access_token")
            query = "".join(f"&{k}={parameters[k]}" for k in kept if parameters.get(k))
            paging["next"] = f"{edge}?limit={limit}&after={end}{query}"
        return page, paging

    def _create_template(self, parameters: Json) -> Json:
        name, language = parameters.get("name"), parameters.get("language")
        components, category = parameters.get("components"), str(parameters.get("category", ""))
        if not isinstance(components, list) or not name or not language:
            raise GraphError(100, "name, language and components are needed")
        if category.upper() not in {"UTILITY", "MARKETING", "AUTHENTICATION"}:
            raise GraphError(100, "category must be UTILITY, MARKETING or AUTHENTICATION")
        template = Template(
            id=self._world.kernel.random.digits(15, "template"),
            name=str(name),
            language=str(language),
            category=category.upper(),
            components=components,
            status="PENDING",
            parameter_format=str(parameters.get("parameter_format") or "POSITIONAL").upper(),
        )
        self._world.templates[template.id] = template
        self._review(template)
        return {"id": template.id, "status": template.status, "category": template.category}

    def _review(self, template: Template) -> None:
        when = self._world.kernel.clock.now() + _REVIEW
        self._world.kernel.clock.schedule(when, partial(self._approve, template), "template review")

    def resume(self) -> None:
        """Go on reviewing what a dump left pending."""
        for template in self._world.templates.values():
            if template.status == "PENDING":
                self._review(template)

    async def _approve(self, template: Template) -> None:
        template.status = "APPROVED"
        value = template_value(template.id, template.name, template.language, "APPROVED")
        self._webhooks.emit("", "template", value, "message_template_status_update")

    def _delete_templates(self, name: str) -> Json:
        gone = [t.id for t in self._world.templates.values() if t.name == name]
        if not gone:
            raise unknown_object(name)
        for template_id in gone:
            del self._world.templates[template_id]
        return _SUCCESS


def select_fields(node: Json, parameters: Json) -> Json:
    """Keep the fields a caller asked for; `id` always comes along."""
    wanted = str(parameters.get("fields") or "")
    if not wanted:
        return node
    names = {name.partition("{")[0].strip() for name in wanted.split(",")} | {"id"}
    return {key: value for key, value in node.items() if key in names}


def _whole(value: object, otherwise: int) -> int:
    return int(str(value)) if str(value).isdigit() else otherwise

"""The state of one simulated gateway: account, people, messages, files, callbacks."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from simkit.faults import Json
from simkit.kernel import Kernel
from whatsapp_sim import templates
from whatsapp_sim.config import Config
from whatsapp_sim.coverage import COVERAGE
from whatsapp_sim.records import (
    Callback,
    Customer,
    Delivery,
    Media,
    Message,
    Template,
    as_row,
    from_row,
)

COUNTRY = "62"


@dataclass(frozen=True)
class Account:
    """Who the business is; it stays the same over resets."""

    token: str
    app_id: str
    app_secret: str
    account_id: str
    phone_number_id: str
    display_phone_number: str
    verify_token: str
    verified_name: str = "Disdukcapil SIMULASI"


def _account(kernel: Kernel, config: Config) -> Account:
    def digits(name: str) -> str:
        return "1" + str(int.from_bytes(kernel.random.fixed(8, name)) % 10**14).zfill(14)

    return Account(
        token=config.token or "EAA" + kernel.random.fixed(24, "token").hex(),
        app_id=digits("app"),
        app_secret=config.app_secret or kernel.random.fixed(16, "secret").hex(),
        account_id=config.account_id or digits("account"),
        phone_number_id=config.phone_number_id or digits("number"),
        display_phone_number="6289900000000",
        verify_token=config.verify_token or kernel.random.fixed(8, "verify").hex(),
    )


def digits_of(phone: str) -> str:
    """Return a phone number as digits with its country code."""
    digits = re.sub(r"\D", "", phone)
    return COUNTRY + digits[1:] if digits.startswith("0") else digits


class World:
    """Everything one gateway remembers; the other parts work on it."""

    def __init__(self, kernel: Kernel, config: Config) -> None:
        self.kernel, self.config = kernel, config
        self.account = _account(kernel, config)
        self.callbacks: dict[str, Callback] = {}
        self.listeners: set[asyncio.Queue[Json]] = set()
        self.resume: list[Callable[[], None]] = []
        self.on_reset: list[Callable[[], None]] = []
        self._begin()

    def _begin(self) -> None:
        self.switches = self.config.switches
        self.customers: dict[str, Customer] = {}
        self.messages: dict[str, Message] = {}
        self.arrivals = 0
        self._threads: dict[str, list[Message]] = {}
        self.media: dict[str, Media] = {}
        self.deliveries: dict[str, Delivery] = {}
        self.recent: list[datetime] = []
        self.profile: Json = {
            "about": "Layanan kependudukan CONTOH",
            "description": "Gerbang WhatsApp SIMULASI",
            "vertical": "GOVT",
            "messaging_product": "whatsapp",
        }
        self.templates: dict[str, Template] = {t.id: t for t in templates.stock(self._new_ids())}

    def _new_ids(self) -> Iterator[str]:
        while True:
            yield self.kernel.random.digits(15, "template")

    def customer(self, phone: str) -> Customer:
        """Return the person behind a number; people exist from the first mention on."""
        wa_id = digits_of(phone)
        if wa_id not in self.customers:
            number = int.from_bytes(self.kernel.random.fixed(9, f"user:{wa_id}")) % 10**19
            user_id = "ID." + "1" + str(number).zfill(19)
            self.customers[wa_id] = Customer(wa_id, user_id, f"Warga {wa_id[-4:]}")
        return self.customers[wa_id]

    def customer_by_user_id(self, user_id: str) -> Customer | None:
        """Return the person with a business-scoped id."""
        return next((c for c in self.customers.values() if c.user_id == user_id), None)

    def new_message_id(self) -> str:
        """Make a message id; letters and digits only, so that it fits into a path."""
        raw = base64.b64encode(b"\x1c\x18\x0d" + self.kernel.random.octets(27, "message"))
        return "wamid." + raw.decode().replace("+", "A").replace("/", "B")

    def add(self, message: Message) -> None:
        """Remember a message."""
        self.messages[message.id] = message
        self._threads.setdefault(message.wa_id, []).append(message)

    def thread(self, wa_id: str) -> list[Message]:
        """Return one person's conversation, oldest first."""
        return list(self._threads.get(wa_id, ()))

    def last_active(self, count: int) -> list[Customer]:
        """Return the people who were heard of last, in the order they first appeared."""

        def latest(customer: Customer) -> datetime:
            thread = self._threads.get(customer.wa_id)
            return thread[-1].at if thread else self.kernel.clock.now()

        chosen = sorted(self.customers.values(), key=latest, reverse=True)[:count]
        return [customer for customer in self.customers.values() if customer in chosen]

    def inbox(self, wa_id: str) -> list[Message]:
        """Return what reached a person's phone, in the order it did."""
        arrived = [m for m in self.thread(wa_id) if m.outgoing and m.position]
        return sorted(arrived, key=lambda message: message.position)

    def tell(self, event: str, wa_id: str = "") -> None:
        """Let the pages know that something changed."""
        for listener in self.listeners:
            listener.put_nowait({"event": event, "wa_id": wa_id})

    async def reset(self) -> None:
        """Begin anew; account and callbacks stay."""
        self._begin()
        for forget in self.on_reset:
            forget()
        self.tell("reset")

    def dump(self) -> Json:
        """Return the state as JSON."""
        tables = ("customers", "messages", "media", "deliveries", "templates", "callbacks")
        return {
            "switches": self.switches.as_json(),
            "profile": self.profile,
            "recent": [at.isoformat() for at in self.recent],
            **{name: [[k, as_row(v)] for k, v in getattr(self, name).items()] for name in tables},
        }

    def restore(self, dumped: Json) -> None:
        """Take the state from a dump, and go on with what was under way."""
        self.switches = self.config.switches.changed(dumped["switches"])
        self.profile = dict(dumped["profile"])
        self.recent = [datetime.fromisoformat(at) for at in dumped["recent"]]
        kinds: dict[str, type] = {
            "customers": Customer,
            "messages": Message,
            "media": Media,
            "deliveries": Delivery,
            "templates": Template,
            "callbacks": Callback,
        }
        for name, kind in kinds.items():
            setattr(self, name, {k: from_row(kind, row) for k, row in dumped[name]})
        self._threads = {}
        for message in self.messages.values():
            self._threads.setdefault(message.wa_id, []).append(message)
        self.arrivals = max((m.position for m in self.messages.values()), default=0)
        for go_on in self.resume:
            go_on()
        self.tell("reset")

    def busy(self) -> list[str]:
        """Name what is in flight beyond the clock's work: nothing, all of it is scheduled."""
        return []

    def coverage(self) -> list[Json]:
        """List the provider's endpoints and how far they are imitated."""
        return COVERAGE

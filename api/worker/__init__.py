"""Keeps the promises of the outbox after commit."""

from api.worker.acts import Gateways
from api.worker.loop import Worker

__all__ = ["Gateways", "Worker"]

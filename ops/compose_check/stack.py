"""The services of docker-compose.yml, started in a lab: built, up, healthy, down."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ops.compose_check.lab import CheckFailed, Lab, run

ROOT = Path(__file__).parent.parent.parent
COMPOSE = ROOT / "docker-compose.yml"
PORTS = ("API", "SIAK", "WHATSAPP", "MAIL")
BUILT = "api"  # all programs share the image of this service


def free_ports(names: Iterable[str]) -> dict[str, int]:
    """Return a free port of this machine for each name."""
    with ExitStack() as held:
        sockets = {name: held.enter_context(socket.socket()) for name in names}
        for each in sockets.values():
            each.bind(("127.0.0.1", 0))
        return {name: each.getsockname()[1] for name, each in sockets.items()}


@dataclass(frozen=True)
class Stack:
    """Some or all services of docker-compose.yml, on free ports of this machine."""

    lab: Lab
    only: tuple[str, ...] = ()

    @cached_property
    def ports(self) -> dict[str, int]:
        """Return the published port of each address, by name."""
        return free_ports(PORTS)

    @property
    def services(self) -> tuple[str, ...]:
        """Return the names of the services this stack starts."""
        return self.only or tuple(self._compose("config", "--services").split())

    def _compose(self, *arguments: str, build: str = "") -> str:
        moved = {f"DIKJAMILA_PORT_{name}": str(port) for name, port in self.ports.items()}
        python = str(self.lab.root / "compose/bin/python")
        command = [python, "-m", "podman_compose", "--file", str(COMPOSE)]
        if build:
            command.append(f"--podman-build-args={build}")
        path = f"{self.lab.root / 'compose/bin'}{os.pathsep}{os.environ['PATH']}"
        environment = {**self.lab.environment(), **moved, "PATH": path}
        return run([*command, *arguments], environment=environment, cwd=ROOT)

    def build(self) -> None:
        """Build the image of all programs as docker-compose.yml says."""
        self._compose("build", BUILT, build=" ".join(self.lab.build_arguments()))

    def up(self) -> None:
        """Start the services from a clean beginning."""
        self.down()
        self._compose("up", "--detach", "--no-build", *self.only)

    def container(self, service: str) -> str:
        """Return the name of the container of a service."""
        label = f"--filter=label=com.docker.compose.service={service}"
        names = self.lab.podman("ps", "--all", label, "--format={{.Names}}").split()
        if len(names) != 1:
            raise CheckFailed(f"{service} has {len(names)} containers instead of one.")
        return names[0]

    def wait_until_healthy(self, seconds: float) -> None:
        """Ask every service's own health check until it is content; says whom it waited for."""
        deadline = time.monotonic() + seconds
        waiting = set(self.services)
        while waiting:
            waiting = {name for name in waiting if not self._is_healthy(name)}
            if waiting and time.monotonic() > deadline:
                raise CheckFailed(self._story_of(sorted(waiting)))
            time.sleep(0.3 if waiting else 0)

    def _is_healthy(self, service: str) -> bool:
        return self.lab.succeeds("healthcheck", "run", self.container(service))

    def _story_of(self, services: list[str]) -> str:
        parts = [f"Not healthy in time: {', '.join(services)}."]
        for service in services:
            state, last = self.told_by(service)
            parts.append(f"--- {service} ({state})\n{last}")
        return "\n".join(parts)

    def told_by(self, service: str, lines: int = 25) -> tuple[str, str]:
        """Return the state of a service's container and the last lines it wrote, each once."""
        name = self.container(service)
        state = json.loads(self.lab.podman("inspect", name))[0]["State"]["Status"]
        logs = ["podman", "logs", f"--tail={lines}", name]
        told = run(["sh", "-c", 'exec "$@" 2>&1', "-", *logs], environment=self.lab.environment())
        return str(state), "\n".join(dict.fromkeys(told.splitlines()))

    def command_of(self, service: str) -> list[str]:
        """Return the command line a service's container was started with."""
        config = json.loads(self.lab.podman("inspect", self.container(service)))[0]["Config"]
        return [str(part) for part in config["Cmd"] or []]

    def ready_line(self, service: str) -> dict[str, object]:
        """Return what a simulator told about itself when it began to listen."""
        for line in self.lab.podman("logs", self.container(service)).splitlines():
            if line.startswith("{"):
                return dict(json.loads(line))
        raise CheckFailed(f"{service} has not said that it listens.")

    def execute(self, service: str, *command: str) -> str:
        """Run a command in the container of a service and return what it printed."""
        return self.lab.podman("exec", self.container(service), *command)

    def down(self) -> None:
        """Stop and remove the containers, networks and volumes of the stack."""
        self._compose("down", "--volumes", "--timeout", "5")
        left = self.lab.podman("ps", "--all", "--quiet").split()
        if left:
            self.lab.podman("rm", "--force", "--time=2", *left)
        self.lab.podman("volume", "prune", "--force")

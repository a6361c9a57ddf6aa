"""Locks, the container image, docker-compose.yml and its check keep what they promise."""

import http.server
import json
import re
import stat
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops.compose_check.footprint import withdrawals
from ops.compose_check.lab import pip_settings
from ops.compose_check.stack import PORTS, free_ports
from ops.compose_check.stand_in import POSTGRES, PYTHON
from tests.running import ROOT, clean_environment, run

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PROGRAMS = {"api", "worker", "siak_sim", "whatsapp_sim", "mail"}
SIMULATORS = ("siak_sim", "whatsapp_sim", "mail")
SERVICE_KEYS = {
    "image",
    "build",
    "restart",
    "command",
    "environment",
    "volumes",
    "ports",
    "depends_on",
    "healthcheck",
}
FOR_DEVELOPMENT = "hanya-untuk-pengembangan"


# --- the lock ------------------------------------------------------------------------------------


def locked(path: Path) -> dict[str, list[str]]:
    """Return the hashes of each package a lock file names."""
    joined = path.read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line and not line.lstrip().startswith("#")]
    return {re.split("[=;]", line)[0].strip(): re.findall(r"sha256:\w{64}", line) for line in lines}


LOCKS = [ROOT / "requirements.lock", ROOT / "ops/compose_check/requirements.lock"]


@pytest.mark.parametrize("lock", LOCKS, ids=["project", "compose-check"])
def test_a_lock_carries_versions_and_hashes_only(lock: Path) -> None:
    assert all(locked(lock).values())
    assert not re.search(r"://|^-", lock.read_text("utf-8"), re.MULTILINE)


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    direct = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {re.split(r"[\[<>=]", wanted)[0].lower() for wanted in direct}
    assert names <= set(locked(LOCKS[0]))


def test_no_file_that_installs_something_names_a_foreign_address() -> None:
    here = ("127.0.0.1", "localhost", *SERVICES)
    files = [ROOT / name for name in ("Makefile", "Dockerfile", "docker-compose.yml", ".ci/run")]
    files += [path for path in (ROOT / "ops").rglob("*") if path.suffix not in (".pyc", ".lock")]
    for path in filter(Path.is_file, files):
        for host in re.findall(r"https?://([\w.-]+)", path.read_text("utf-8")):
            assert host in here, f"{path.name} names {host}"


# --- container image and services ----------------------------------------------------------------


def instructions(name: str) -> list[str]:
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    return re.findall(rf"^{name} (.+)$", text, re.MULTILINE)


def test_stand_ins_carry_the_names_users_expect() -> None:
    assert {line.split()[0] for line in instructions("FROM")} == {PYTHON, "dependencies"}
    assert SERVICES["postgres"]["image"] == POSTGRES


def test_the_image_takes_hashed_versions_and_runs_without_privileges() -> None:
    installs = [line for line in instructions("RUN") if "pip install" in line]
    assert all("--require-hashes" in line or "--no-index" in line for line in installs)
    assert instructions("USER") == ["dikjamila"]


def test_the_builder_is_given_every_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    allowed = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    wanted = {*packages, "pyproject.toml", "requirements.lock", "README.md"}
    assert {f"!{name}" for name in wanted} <= set(allowed)
    assert "*" in allowed


def test_compose_starts_api_and_worker_on_postgresql_beside_the_simulators() -> None:
    assert set(SERVICES) == PROGRAMS | {"postgres"}
    for name in ("api", "worker"):
        environment = SERVICES[name]["environment"]
        assert environment["DIKJAMILA_DATABASE_URL"].startswith("postgresql+asyncpg://")
        assert environment["DIKJAMILA_WORKER"] == "off"
    assert {SERVICES[name]["image"] for name in PROGRAMS} == {SERVICES["api"]["image"]}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_well_formed(name: str) -> None:
    service = SERVICES[name]
    assert set(service) <= SERVICE_KEYS
    assert service["healthcheck"]["test"][0] == "CMD"
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    for other, wanted in service.get("depends_on", {}).items():
        assert other in SERVICES
        assert wanted["condition"] in ("service_healthy", "service_started")


def test_volumes_are_named_and_declared() -> None:
    used = {each.split(":")[0] for one in SERVICES.values() for each in one.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_every_secret_says_that_it_is_for_development() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|TOKEN|SECRET", name):
                assert FOR_DEVELOPMENT in value, name
        for value in re.findall(r"--\S*(?:token|secret) (\S+)", str(service.get("command", ""))):
            assert FOR_DEVELOPMENT in value


def test_every_published_port_can_be_moved() -> None:
    published = " ".join(port for one in SERVICES.values() for port in one.get("ports", []))
    assert set(re.findall(r"DIKJAMILA_PORT_([A-Z]+)", published)) == set(PORTS)
    assert len(set(free_ports(PORTS).values())) == len(PORTS)


def test_start_scripts_exist_and_can_be_run() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    for name in set(re.findall(r"/opt/start/(\w+)", text)):
        assert (ROOT / "ops/container" / name).stat().st_mode & stat.S_IXOTH


def ready_line_of(service: str) -> dict[str, Any]:
    """Start a simulator as docker-compose.yml does, but on free ports; return what it told."""
    command = re.sub(r"(--(?:smtp-)?port) \d+", r"\1 0", SERVICES[service]["command"])
    words = command.replace("0.0.0.0", "127.0.0.1").split()
    assert words[0] == "python"
    with subprocess.Popen(
        [sys.executable, *words[1:]], cwd=ROOT, env=clean_environment(), stdout=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        told = program.stdout.readline()
        program.terminate()
    return dict(json.loads(told or "{}"))


@pytest.mark.parametrize("service", SIMULATORS)
def test_simulators_understand_the_options_they_are_started_with(service: str) -> None:
    assert ready_line_of(service)["seed"] == 7


def test_the_api_knows_the_secrets_of_the_simulated_siak() -> None:
    told, configured = ready_line_of("siak_sim"), SERVICES["api"]["environment"]
    assert told["token"] == configured["DIKJAMILA_SIAK_TOKEN"]
    assert told["callback_secret"] == configured["DIKJAMILA_SIAK_SECRET"]


def test_the_api_knows_the_simulated_number_and_its_secrets() -> None:
    told, configured = ready_line_of("whatsapp_sim"), SERVICES["api"]["environment"]
    for name in ("token", "phone_number_id", "app_secret"):
        assert told[name] == configured[f"DIKJAMILA_WHATSAPP_{name.upper()}"]


@pytest.fixture
def address() -> Iterator[str]:
    """A server on this machine that knows one page, /ready."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/ready" else 503)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("page", "healthy"), [("/ready", True), ("/starting", False)])
def test_a_health_check_believes_only_success(address: str, page: str, healthy: bool) -> None:
    told = run(sys.executable, ROOT / "ops/container/answers", address + page)
    assert (told.returncode == 0) is healthy


def test_builds_reach_the_registry_as_this_machine_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://registry.invalid/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "file:///somewhere")
    settings = pip_settings().splitlines()
    assert "index-url = https://registry.invalid/simple" in settings
    assert not any("file:" in line for line in settings)


def test_firewall_rules_are_withdrawn_before_the_chains_they_lead_to() -> None:
    present = [
        ["-N", "NETAVARK_FORWARD"],
        ["-A", "FORWARD", "-j", "NETAVARK_FORWARD"],
    ]
    assert withdrawals(present) == [
        ["-D", "FORWARD", "-j", "NETAVARK_FORWARD"],
        ["-X", "NETAVARK_FORWARD"],
    ]

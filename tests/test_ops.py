"""The everyday commands, the container files and continuous integration keep what they promise."""

import http.server
import json
import os
import re
import shutil
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

ROOT = Path(__file__).parent.parent
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


def clean_environment(**more: str) -> dict[str, str]:
    """Return the environment without what an outer make, pytest or CI adds to it."""
    outer = re.compile("^(MAKE|MFLAGS|PYTEST|CI$)")
    return {name: value for name, value in os.environ.items() if not outer.match(name)} | more


def run(
    *command: str | Path, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def write_program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)
    return path


# --- make --------------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh checkout with what `make env` reads, and nothing installed."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml", "ops/python_fits.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def recorder(checkout: Path) -> Path:
    """A stand-in for Python that writes down how it was called and makes a venv of itself."""
    return write_program(
        checkout / "recorder",
        f"""#!/bin/sh
echo "$@" >> {checkout}/calls
case "$*" in "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python";; esac
case "$*" in *"$REFUSED"*) [ -z "$REFUSED" ] || exit 1;; esac
""",
    )


def calls(checkout: Path) -> str:
    record = checkout / "calls"
    told = record.read_text("utf-8") if record.exists() else ""
    record.unlink(missing_ok=True)
    return told


def targets() -> dict[str, str]:
    told = run("make").stdout
    return dict(re.findall(r"^  make (\S+) +(.+)$", told, re.MULTILINE))


def test_make_alone_lists_every_target_with_what_it_is_for() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: list (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    assert set(targets()) == set(phony[1].split())
    assert {"demo", "dev", "test", "check"} <= set(targets())


def test_every_target_that_runs_the_project_makes_the_environment_first() -> None:
    database = run("make", "--print-data-base", "--dry-run", "list").stdout
    needs = dict(re.findall(r"^([a-z-]+): ?(.*)$", database, re.MULTILINE))
    without = {name for name in targets() if "env" not in needs[name].split()}
    assert without == {"env", "lock", "clean"}


def test_the_environment_is_made_once(checkout: Path, recorder: Path) -> None:
    first = run("make", "env", f"PYTHON={recorder}", cwd=checkout)
    assert first.returncode == 0
    assert "--require-hashes -r requirements.lock" in calls(checkout)

    again = run("make", "env", f"PYTHON={recorder}", cwd=checkout)
    assert (again.returncode, again.stdout, calls(checkout)) == (0, "", "")


def test_a_changed_lock_is_installed_anew(checkout: Path, recorder: Path) -> None:
    run("make", "env", f"PYTHON={recorder}", cwd=checkout)
    calls(checkout)
    with (checkout / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    run("make", "env", f"PYTHON={recorder}", cwd=checkout)
    assert "-r requirements.lock" in calls(checkout)


def test_a_changed_project_file_needs_no_network(checkout: Path, recorder: Path) -> None:
    run("make", "env", f"PYTHON={recorder}", cwd=checkout)
    calls(checkout)
    with (checkout / "pyproject.toml").open("a") as project:
        project.write("# changed\n")
    run("make", "env", f"PYTHON={recorder}", cwd=checkout)
    installs = [line for line in calls(checkout).splitlines() if "pip install" in line]
    assert len(installs) == 1
    assert "--no-index" in installs[0]


def test_an_interrupted_installation_is_taken_up_again(checkout: Path, recorder: Path) -> None:
    failed = run("make", "env", f"PYTHON={recorder}", cwd=checkout, REFUSED="--require-hashes")
    assert failed.returncode != 0
    calls(checkout)
    run("make", "env", f"PYTHON={recorder}", cwd=checkout)
    assert "-r requirements.lock" in calls(checkout)


def test_a_python_that_is_too_old_is_named() -> None:
    told = run(
        sys.executable, "-c", "import sys; sys.version_info = (3, 9, 2); import runpy; "
        "runpy.run_path('ops/python_fits.py', run_name='__main__')",
    )  # fmt: skip
    assert told.returncode == 1
    assert "Python 3.11 or newer is needed" in told.stderr
    assert "3.9.2" in told.stderr


def test_a_missing_venv_module_is_named_with_its_cure() -> None:
    told = run(
        sys.executable, "-c", "import sys; sys.modules['ensurepip'] = None; import runpy; "
        "runpy.run_path('ops/python_fits.py', run_name='__main__')",
    )  # fmt: skip
    assert told.returncode == 1
    assert "apt-get install python3-venv" in told.stderr


def test_make_stops_at_a_python_that_does_not_fit(checkout: Path) -> None:
    unfit = write_program(checkout / "unfit", "#!/bin/sh\necho too old >&2\nexit 1\n")
    told = run("make", "env", f"PYTHON={unfit}", cwd=checkout)
    assert told.returncode != 0
    assert "too old" in told.stderr
    assert not (checkout / ".venv").exists()


# --- nothing skipped where CI is set -------------------------------------------------------------

STORY = """
import pytest

def test_that_passes():
    pass

@pytest.mark.skip(reason="no server here")
def test_that_is_skipped():
    pass

@pytest.mark.xfail(reason="known", strict=True)
def test_that_is_known_to_fail():
    assert False
"""


def play(tmp_path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "test_story.py").write_text(STORY, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        tmp_path / "pytest.ini",
        *options,
        tmp_path,
    ]
    return run(*command, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")


def test_a_skip_passes_on_a_laptop(tmp_path: Path) -> None:
    assert play(tmp_path).returncode == 0


@pytest.mark.parametrize("more", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "in parallel"])
def test_a_skip_fails_in_ci_and_says_why(tmp_path: Path, more: tuple[str, ...]) -> None:
    told = play(tmp_path, "-p", "tests.no_skips", *more)
    assert told.returncode == 1
    assert "Nothing may be skipped here. Skipped: no server here" in told.stdout
    assert "1 passed, 1 xfailed, 1 error" in told.stdout.splitlines()[-1]


def test_a_file_that_skips_itself_fails_in_ci(tmp_path: Path) -> None:
    text = "import pytest\npytest.skip('no browser', allow_module_level=True)\n"
    (tmp_path / "test_whole_file.py").write_text(text, "utf-8")
    told = play(tmp_path, "-p", "tests.no_skips")
    assert told.returncode != 0
    assert "no browser" in told.stdout


@pytest.mark.parametrize(("ci", "strict"), [("true", True), ("", False)])
def test_make_test_is_strict_only_in_ci(ci: str, strict: bool) -> None:
    planned = run("make", "--dry-run", "test", CI=ci).stdout
    assert ("tests.no_skips" in planned) is strict


# --- continuous integration ----------------------------------------------------------------------


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout with .ci/run on a machine whose programs only write down that they were called."""
    write_program(tmp_path / ".ci/run", (ROOT / ".ci/run").read_text("utf-8"))
    log = tmp_path / "calls"
    write_program(tmp_path / "bin/apt-get", f'#!/bin/sh\necho "apt-get $*" >> {log}\n')
    write_program(
        tmp_path / "bin/dpkg-query",
        '#!/bin/sh\ncase "$3" in "$MISSING") exit 1;; esac\nprintf installed\n',
    )
    write_program(
        tmp_path / "bin/make",
        f"""#!/bin/sh
echo "make $* CI=$CI" >> {log}
[ "$1" = test ] || exit "${{CHECK:-0}}"
echo "==== 3 passed in 0.10s ===="
[ -z "$TESTS" ] || {{ echo "make: *** [test] Error 1" >&2; exit "$TESTS"; }}
""",
    )
    return tmp_path


def continuous_integration(machine: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{machine / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return run(machine / ".ci/run", cwd=machine, PATH=path, **environment)


def test_ci_runs_the_everyday_targets_and_installs_nothing_twice(machine: Path) -> None:
    told = continuous_integration(machine)
    assert told.returncode == 0
    assert calls(machine).splitlines() == ["make check CI=true", "make test CI=true"]


def test_ci_installs_when_one_package_is_missing(machine: Path) -> None:
    continuous_integration(machine, MISSING="qpdf")
    update, install, *rest = calls(machine).splitlines()
    assert "update" in update
    assert "install --no-install-recommends" in install
    assert {"postgresql", "qpdf", "chromium"} <= set(install.split())
    assert len(rest) == 2


@pytest.mark.parametrize(("failing", "code"), [({}, 0), ({"TESTS": "2"}, 2), ({"CHECK": "2"}, 2)])
def test_ci_ends_with_the_summary_and_the_exit_code(
    machine: Path, failing: dict[str, str], code: int
) -> None:
    told = continuous_integration(machine, **failing)
    assert told.returncode == code
    assert told.stdout.splitlines()[-2:] == ["==== 3 passed in 0.10s ====", f"exit code: {code}"]


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

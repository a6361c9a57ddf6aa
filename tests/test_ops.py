"""The everyday commands and continuous integration keep what they promise."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.running import ROOT, run, write_program

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


def test_the_image_gets_whatever_the_wheel_is_made_of() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    let_in = set((ROOT / ".dockerignore").read_text("utf-8").split())

    wanted = {f"!{path}" for path in (*wheel["packages"], *wheel["force-include"])}

    assert wanted <= let_in

"""Images under the official names, made from Debian's packages instead of pulled."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ops.compose_check.lab import CheckFailed, Lab, run

PYTHON = "docker.io/library/python:3.11-slim"
POSTGRES = "docker.io/library/postgres:15"

SUITE = "bookworm"  # the release with the same Python and PostgreSQL as the official images
BASE_PACKAGES = "python3,python3-venv,python3-pip,ca-certificates"
RECIPES = Path(__file__).parent.parent / "stand_in"


@dataclass(frozen=True)
class StandIns:
    """Makes the images a lab lacks; what is there already is kept."""

    lab: Lab

    def make_python(self) -> None:
        """Make the Python image from a fresh Debian base."""
        if self.lab.has_image(PYTHON):
            return
        rootfs = self.lab.root / "rootfs"
        shutil.rmtree(rootfs, ignore_errors=True)
        options = ["--variant=minbase", f"--include={BASE_PACKAGES}"]
        environment = {**os.environ, **proxy()}
        run(["debootstrap", *options, SUITE, str(rootfs), mirror()], environment=environment)
        self._import(rootfs)
        shutil.rmtree(rootfs)

    def _import(self, rootfs: Path) -> None:
        environment = self.lab.environment()
        tar = subprocess.Popen(["tar", "-C", rootfs, "-c", "."], stdout=subprocess.PIPE)
        command = ["podman", "import", "--quiet", "-", PYTHON]
        done = subprocess.run(
            command, stdin=tar.stdout, env=environment, capture_output=True, text=True, check=False
        )
        if tar.wait() or done.returncode:
            raise CheckFailed(f"The base image could not be imported: {done.stderr}")

    def make_postgres(self) -> None:
        """Make the PostgreSQL image on top of the Python one."""
        if self.lab.has_image(POSTGRES):
            return
        apt = self.lab.root / "apt.conf"
        apt.write_text(run(["apt-config", "dump", "Acquire"]), "utf-8")
        mount = f"--volume={apt}:/etc/apt/apt.conf.d/99-this-machine:ro"
        arguments = [*self.lab.build_arguments(), mount, f"--build-arg=BASE={PYTHON}"]
        self.lab.podman("build", *arguments, "--quiet", "-t", POSTGRES, str(RECIPES / "postgres"))


def mirror() -> str:
    """Return the Debian mirror this machine's package manager uses."""
    wanted = ["--format", "$(REPO_URI) $(ORIGIN) $(COMPONENT) $(CODENAME)", "Identifier: Packages"]
    for line in run(["apt-get", "indextargets", *wanted]).splitlines():
        address, *rest = line.split()
        if rest[:2] == ["Debian", "main"] and "-" not in rest[2]:
            return address
    raise CheckFailed("No Debian mirror in this machine's package sources.")


def proxy() -> dict[str, str]:
    """Return the proxy of the package manager, if it has one, for programs that ask elsewhere."""
    told = run(["apt-config", "shell", "proxy", "Acquire::http::Proxy"]).strip()
    return {"http_proxy": told.partition("=")[2].strip("'")} if told else {}

"""A place of its own for podman: storage, networks and settings that touch nothing else."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PACKAGES = (
    "podman",
    "buildah",
    "runc",
    "netavark",
    "aardvark-dns",
    "debootstrap",
    "uidmap",
    "iptables",
    "ca-certificates",
)
CA_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
PIP_SETTINGS = ("index-url", "extra-index-url", "trusted-host", "timeout")

STORAGE = """\
[storage]
driver = "overlay"
graphroot = "{root}/storage"
runroot = "{root}/run"
"""

# Explicit limits and runc: some machines may not raise limits, or mix two cgroup versions.
CONTAINERS = """\
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "{root}/run/libpod"
volume_path = "{root}/volumes"
[network]
network_backend = "netavark"
network_config_dir = "{root}/networks"
"""


class CheckFailed(Exception):
    """The check cannot go on; the text says why, for people."""


@dataclass(frozen=True)
class Lab:
    """The directory everything of this check lives in, and how programs are run in it."""

    root: Path

    def prepare(self) -> None:
        """Install what is missing and write the settings; fails early with a clear word."""
        if os.geteuid() != 0:
            raise CheckFailed("compose-check needs root: it makes file systems and networks.")
        install_missing(PACKAGES)
        for folder in ("storage", "run/libpod", "volumes", "networks"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        self._write("storage.conf", STORAGE.format(root=self.root))
        self._write("containers.conf", CONTAINERS.format(root=self.root))
        self._write("pip.conf", pip_settings())
        self._install_compose()

    def _write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, "utf-8")

    def _install_compose(self) -> None:
        lock = Path(__file__).with_name("requirements.lock")
        stamp = self.root / "compose" / "installed"
        if stamp.exists() and stamp.read_text("utf-8") == lock.read_text("utf-8"):
            return
        venv.create(self.root / "compose", with_pip=True, clear=True)
        python = str(self.root / "compose/bin/python")
        install = ["-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)]
        run([python, *install])
        stamp.write_text(lock.read_text("utf-8"), "utf-8")

    def environment(self) -> dict[str, str]:
        """Return the environment in which podman sees only this lab."""
        return {
            **os.environ,
            "CONTAINERS_STORAGE_CONF": str(self.root / "storage.conf"),
            "CONTAINERS_CONF": str(self.root / "containers.conf"),
        }

    def podman(self, *arguments: str) -> str:
        """Run podman in the lab and return what it printed."""
        return run(["podman", *arguments], environment=self.environment())

    def succeeds(self, *arguments: str) -> bool:
        """Tell whether podman, run in the lab, ends well."""
        done = subprocess.run(
            ["podman", *arguments], env=self.environment(), capture_output=True, check=False
        )
        return done.returncode == 0

    def has_image(self, name: str) -> bool:
        """Tell whether the lab holds an image of this name."""
        return self.succeeds("image", "exists", name)

    def build_arguments(self) -> list[str]:
        """Return what a build needs to reach package registries as this machine does."""
        mounts = {CA_BUNDLE: CA_BUNDLE, self.root / "pip.conf": Path("/etc/pip.conf")}
        pairs = [f"--volume={here}:{there}:ro" for here, there in mounts.items()]
        return ["--network=host", *pairs]

    def remove(self) -> None:
        """Remove containers, images, mounts and the directory itself."""
        if not self.root.exists():
            return
        if (self.root / "storage.conf").exists() and shutil.which("podman"):
            self.podman("rm", "--force", "--all", "--time=2")
        for mounted in reversed(_mounts_below(self.root)):
            run(["umount", mounted])
        shutil.rmtree(self.root)


def _mounts_below(root: Path) -> list[str]:
    lines = Path("/proc/self/mounts").read_text("utf-8").splitlines()
    return [where for where in (line.split()[1] for line in lines) if where.startswith(f"{root}/")]


def pip_settings() -> str:
    """Return this machine's way to the package registry as a pip.conf for builds."""
    told = run([sys.executable, "-m", "pip", "config", "list"])
    lines = [f"cert = {CA_BUNDLE}"]
    for line in told.splitlines():
        key, _, value = line.partition("=")
        name = key.rpartition(".")[2]
        setting = " ".join(
            part for part in str(ast.literal_eval(value)).split() if not part.startswith("file:")
        )
        if name in PIP_SETTINGS and setting:
            lines.append(f"{name} = {setting}")
    return "\n".join(["[global]", *lines, ""])


def install_missing(packages: Iterable[str]) -> None:
    """Install Debian packages this machine lacks."""
    missing = [name for name in packages if not _is_installed(name)]
    if not missing:
        return
    if shutil.which("apt-get") is None:
        raise CheckFailed("compose-check needs Debian's packages: " + ", ".join(missing))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=900", "-qq"]
    run([*apt, "update"], environment=environment)
    run([*apt, "-y", "install", "--no-install-recommends", *missing], environment=environment)


def _is_installed(package: str) -> bool:
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    done = subprocess.run(query, capture_output=True, text=True, check=False)
    return done.stdout == "installed"


def run(
    command: list[str], *, environment: dict[str, str] | None = None, cwd: Path | None = None
) -> str:
    """Run a program to its end and return its output; its last words are the failure's text."""
    done = subprocess.run(
        command, env=environment, cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).splitlines()[-30:])
        raise CheckFailed(f"{' '.join(command[:4])} ... ended with {done.returncode}:\n{last}")
    return done.stdout

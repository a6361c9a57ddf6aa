"""BSrE's keys: a root that is known before the service starts, and outlives it."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.simulators.bsre.provider import Provider, files_of
from tests.simulators.programs import FROZEN, ROOT, Program

Starter = Callable[..., Program]


def test_the_root_lies_in_the_folder_when_the_service_is_ready(
    program: Starter, tmp_path: Path
) -> None:
    folder = tmp_path / "baru" / "bsre"

    started = program("siak_sim", "--bsre-pki", str(folder))

    root = Path(started.ready["bsre_root"])
    assert root == folder / "root.pem"
    assert root.read_text("ascii") == started.get("/bsre")["root_certificate"]
    assert started.ready["bsre_url"] == started.url + "/bsre"


def test_the_folder_keeps_its_keys_from_others(bsre: Provider) -> None:
    folder = Path(bsre.program.ready["bsre_root"]).parent
    assert stat.S_IMODE((folder / "keys.json").stat().st_mode) == 0o600


def test_root_and_signers_outlive_a_restart_a_reset_and_another_clock(
    provider: Callable[..., Provider], tmp_path: Path
) -> None:
    first = provider("--clock", FROZEN, "--bsre-pki", str(tmp_path))
    (pdf,) = files_of(first.sign_v2())
    chain = first.get(f"/api/v2/user/certificate/chain/{first.nik}").json()
    first.program.reset(7)
    assert first.get(f"/api/v2/user/certificate/chain/{first.nik}").json() == chain

    again = provider("--clock", FROZEN, "--bsre-pki", str(tmp_path))
    today = provider("--bsre-pki", str(tmp_path))

    assert again.get(f"/api/v2/user/certificate/chain/{again.nik}").json() == chain
    assert today.root() == first.root()
    assert again.verify_v2(pdf)["conclusion"] == "VALID"
    assert today.verify_v2(files_of(today.sign_v2())[0])["conclusion"] == "VALID"


def test_without_a_folder_each_world_has_a_root_of_its_own(frozen: Starter) -> None:
    started = frozen("siak_sim")
    root = started.get("/bsre")["root_certificate"]
    started.reset(7)
    assert "bsre_root" not in started.ready
    assert started.get("/bsre")["root_certificate"] != root


def test_a_state_that_is_put_back_brings_the_ledger_and_the_manner(bsre: Provider) -> None:
    bsre.put(v1_answer="id", suspend_after=5)
    bsre.sign_v1(passphrase="salah")
    bsre.sign_v1()
    held, made = bsre.program.get("/state"), bsre.signatures()
    assert bsre.passphrase not in str(held["world"]["bsre"])
    bsre.program.reset(7)
    assert bsre.signatures() == []

    assert bsre.program.client.put("/_sim/v1/state", json=held).status_code == 200

    assert bsre.signatures() == made
    assert bsre.program.get("/bsre")["v1_answer"] == "id"


def test_the_same_seed_gives_the_same_credentials(frozen: Starter, program: Starter) -> None:
    one, other = frozen("siak_sim"), program("siak_sim", "--seed", "8")
    names = ("bsre_user", "bsre_password", "bsre_passphrase")
    assert all(one.ready[name] != other.ready[name] for name in names)
    third = program("siak_sim", "--seed", "8")
    assert all(third.ready[name] == other.ready[name] for name in names)


def test_nobody_waits_for_pyhanko_who_does_not_sign() -> None:
    script = "import sys, siak_sim.app; siak_sim.app.build_app(); print('pyhanko' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"

"""A whole stack whose office has no interface to SIAK, beside a SIAK that would hear every word."""

from pathlib import Path

from harness import dev
from harness.world import World
from tests.scenarios.conftest import went_wrong

TASKS = """{ siakTasks { nodes { kind state application { status } } }
    system { siak { mode queued } } }"""


def test_nothing_is_sent_to_siak_and_the_operator_sees_what_is_to_do(tmp_path: Path) -> None:
    with dev.fresh_stack(tmp_path / "stack", by_hand=True) as stack:
        world = World(stack.addresses)

        dev.seed(world, by_hand=True)
        told = world.operator.asks(TASKS)
        heard = world.siak.get("/journal")["entries"]
        world.close()

        (task,) = told["siakTasks"]["nodes"]
        assert (task["kind"], task["state"]) == ("SIAK_SUBMIT", "BY_HAND")
        assert task["application"]["status"] == "IN_SIAK_ENTRY"
        assert told["system"]["siak"] == {"mode": "BY_HAND", "queued": 1}
        assert [each["path"] for each in heard if each["path"].startswith("/v1")] == []
        assert went_wrong(stack.log("api")) == []

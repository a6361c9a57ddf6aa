"""A short memory: asked once by many, failures forgotten, never more than it may hold."""

import asyncio

import pytest

from api.usecases.recent import Recent


class Oracle:
    """Answers when it is told to, and counts what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.may_answer = asyncio.Event()
        self.was_asked = asyncio.Event()
        self.busy = self.most_busy = 0

    async def answer(self, question: str) -> str:
        self.asked.append(question)
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        self.was_asked.set()
        await self.may_answer.wait()
        self.busy -= 1
        return question.upper()


async def test_many_who_ask_the_same_wait_for_one_answer() -> None:
    oracle, recent = Oracle(), Recent[str]()
    asking = [
        asyncio.create_task(recent.get("nik", lambda: oracle.answer("nik"))) for _ in range(5)
    ]
    await oracle.was_asked.wait()
    asking[0].cancel()  # one who leaves does not take the others along
    oracle.may_answer.set()

    assert await asyncio.gather(*asking[1:]) == ["NIK"] * 4
    assert await recent.get("nik", lambda: oracle.answer("nik")) == "NIK"
    assert oracle.asked == ["nik"]


async def test_no_more_calls_run_at_once_than_allowed() -> None:
    oracle, recent = Oracle(), Recent[str](at_once=2)
    oracle.may_answer.set()

    found = await asyncio.gather(
        *(recent.get(name, lambda name=name: oracle.answer(name)) for name in "abcdef")  # type: ignore[misc]  # bound at once
    )

    assert found == list("ABCDEF")
    assert oracle.most_busy <= 2


async def test_a_failure_is_not_remembered() -> None:
    recent, tries = Recent[str](), iter([ValueError("once"), None])

    async def ask() -> str:
        error = next(tries)
        if error is not None:
            raise error
        return "ada"

    with pytest.raises(ValueError, match="once"):
        await recent.get("nik", ask)
    assert await recent.get("nik", ask) == "ada"


@pytest.mark.parametrize(
    ("recent", "asked"),
    [
        (Recent[str](), ["a", "b"]),
        (Recent[str](seconds=0), ["a", "b", "a"]),
        (Recent[str](most=1), ["a", "b", "a"]),
    ],
)
async def test_what_is_old_or_too_much_is_forgotten(recent: Recent[str], asked: list[str]) -> None:
    oracle = Oracle()
    oracle.may_answer.set()

    for name in "aba":
        await recent.get(name, lambda name=name: oracle.answer(name))  # type: ignore[misc]  # bound at once

    assert oracle.asked == asked


async def test_what_was_heard_before_a_change_is_asked_anew() -> None:
    oracle, recent = Oracle(), Recent[str]()
    oracle.may_answer.set()
    await recent.get("nik", lambda: oracle.answer("nik"))

    recent.forget()
    await recent.get("nik", lambda: oracle.answer("nik"))

    assert oracle.asked == ["nik", "nik"]


async def test_closing_ends_what_is_still_asked() -> None:
    oracle, recent = Oracle(), Recent[str]()
    asking = asyncio.create_task(recent.get("nik", lambda: oracle.answer("nik")))
    await oracle.was_asked.wait()

    await recent.close()

    with pytest.raises(asyncio.CancelledError):
        await asking

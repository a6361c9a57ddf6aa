"""A stack to work with: seeded with applications at every desk, up until it is stopped."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from harness import facts, journeys
from harness.journeys import Journey
from harness.stack import Options, Stack
from harness.world import World

Seed = Callable[[World], Journey]


def _birth(world: World, case: str, name: str) -> Journey:
    known = facts.birth(world.case(case), name)
    return journeys.begin(world, "AKTA_KELAHIRAN", case, known).applies()


def _change(world: World, case: str) -> Journey:
    known = facts.card_change(world.case(case))
    return journeys.begin(world, "KK_PERUBAHAN_DATA", case, known).applies()


def _death(world: World, case: str) -> Journey:
    known = facts.death(world.case(case))
    return journeys.begin(world, "AKTA_KEMATIAN", case, known).applies()


def _lost_card(world: World, case: str) -> Journey:
    known = facts.lost_identity_card(world.case(case))
    return journeys.begin(world, "KTP_EL_HILANG_RUSAK", case, known).applies()


def _sent_back(world: World) -> Journey:
    journey = _change(world, "family_for_card_change_2").is_claimed()
    journey.is_reviewed(refusing=["KK_LAMA"], reason="FOTO_TIDAK_TERBACA")
    world.service_officer.acts("requestCompletion", journey.application)
    return journey


def _rejected(world: World) -> Journey:
    journey = _lost_card(world, "lost_ktp_6").is_claimed()
    world.service_officer.acts(
        "rejectApplication", journey.application, reasonCode="TIDAK_MEMENUHI_SYARAT"
    )
    return journey


def _drafted(world: World) -> Journey:
    return _death(world, "family_with_elder_2").is_found_complete().is_entered()


def _with_the_verifier(world: World) -> Journey:
    journey = _birth(world, "couple_expecting_4", "Aisyah Contoh")
    return journey.is_found_complete().is_entered().is_put_before_the_verifier()


def _with_the_head(world: World) -> Journey:
    journey = _change(world, "family_for_card_change_3").is_found_complete().is_entered()
    return journey.is_put_before_the_verifier().is_verified()


def _waiting_at_the_counter(world: World) -> Journey:
    journey = _lost_card(world, "lost_ktp").is_found_complete().is_entered()
    journey.is_put_before_the_verifier().is_verified().is_issued()
    for each in journey.documents():
        world.service_officer.acts_on_document("preparePickup", each["id"])
    return journey


def _entered_by_hand(world: World) -> Journey:
    journey = _birth(world, "couple_expecting_4", "Aisyah Contoh").is_found_complete()
    journey.is_answered()
    world.operator.acts("enterIntoSiak", journey.application)
    return journey


BEFORE_SIAK: tuple[Seed, ...] = (
    lambda world: _birth(world, "couple_expecting_2", "Fatimah Contoh"),
    lambda world: _death(world, "family_with_elder"),
    lambda world: _birth(world, "couple_expecting_3", "Zainab Contoh").is_claimed(),
    _sent_back,
    _rejected,
    lambda world: _lost_card(world, "lost_ktp_2").is_found_complete(),
)
SEEDS: tuple[Seed, ...] = (
    *BEFORE_SIAK,
    _drafted,
    _with_the_verifier,
    _with_the_head,
    _waiting_at_the_counter,
    lambda world: journeys.birth_by_whatsapp(world, "couple_expecting"),
)


def seed(world: World, *, by_hand: bool = False) -> None:
    """Put one application at each desk, by the same ways as people do.

    By hand nobody answers for SIAK: one waits for what its operator types back.
    """
    for begin in (*BEFORE_SIAK, _entered_by_hand) if by_hand else SEEDS:
        begin(world)
    world.settle()


def fresh_stack(
    folder: Path, *, by_hand: bool = False, population: str = "mini", signing: str = "local"
) -> Stack:
    """Return a stack that has not started, in an emptied folder."""
    shutil.rmtree(folder, ignore_errors=True)
    settings = {"SIAK_MODE": "by_hand"} if by_hand else {}
    return Stack(Options(folder, population=population, signing=signing, settings=settings))

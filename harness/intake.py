"""Applying without the chat: a clerk, a village official or another system, by GraphQL."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from harness import papers
from harness.desk import Json, Officer
from harness.story import Way

ROLE_OF: Mapping[Way, str] = {
    Way.COUNTER: "SERVICE_OFFICER",
    Way.INTEGRATION: "SERVICE_ACCOUNT",
    Way.INTERMEDIARY: "APPLICANT",
}


def hand_in(helper: Officer, service: str, answers: Mapping[str, Any], district: str) -> Json:
    """Open an application with all its answers, attach every needed paper, hand it in."""
    given = [{"field": name, "value": value} for name, value in answers.items()]
    opened = helper.does(
        "createApplication",
        serviceCode=service,
        purposeNoticed=True,
        districtCode=district,
        answers=given,
        idempotencyKey=str(uuid.uuid4()),
    )
    application = str(opened["id"])
    for place, slot in enumerate(helper.reads(application)["requirements"]):
        if slot["isNeeded"] and not slot["isFilled"]:
            attach(helper, application, slot["requirement"], place)
    return helper.acts("submitApplication", application)


def attach(helper: Officer, application: str, requirement: Json, place: int) -> None:
    """Send a usable paper for a requirement."""
    paper = papers.like(requirement["name"], place, tuple(requirement["accepts"]))
    helper.acts(
        "attachRequirement",
        application,
        requirementCode=requirement["code"],
        uploadId=helper.uploads(paper),
    )

"""The catalogue, the workflow and oneself can be read before anything else."""

from tests.graphql.house import House


async def test_a_stranger_reads_every_service_with_its_questions(house: House) -> None:
    found = await house.ask(
        None,
        """{ services { code name mode half sla { maxHours isWorkingTime }
             questions { name label type isRequired isList options { code label } items { name } }
             requirements { code name accepts isMandatory group }
             bundle { document { code medium } isConditional }
             deadline { days isDecisionRequired } decidingQuestions linkedServices } }""",
    )

    assert len(found["services"]) == 23
    birth = next(s for s in found["services"] if s["code"] == "AKTA_KELAHIRAN")
    assert birth["half"] == "CIVIL_REGISTRATION"
    assert birth["requirements"]
    assert birth["decidingQuestions"]


async def test_a_frontend_asks_what_will_be_needed_before_there_is_an_application(
    house: House,
) -> None:
    query = """query($code: String!, $answers: [AnswerInput!]!) { service(code: $code) {
        requirementsFor(answers: $answers) {
          requirements { requirement { code } isNeeded }
          undecidedQuestions { name } expectedDocuments { code } } } }"""

    nothing = await house.ask(None, query, code="AKTA_KELAHIRAN", answers=[])
    open_ones = [q["name"] for q in nothing["service"]["requirementsFor"]["undecidedQuestions"]]

    assert open_ones
    assert None in [r["isNeeded"] for r in nothing["service"]["requirementsFor"]["requirements"]]


async def test_an_unknown_service_is_null(house: House) -> None:
    assert await house.ask(None, '{ service(code: "TIDAK_ADA") { code } }') == {"service": None}

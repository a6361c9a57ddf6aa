"""The rules of the schema as tools see them: the committed file, and what every part must have."""

from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    is_specified_scalar_type,
)
from strawberry.types.base import get_object_definition

from api.domain.values import Action, DocumentAction, Role
from api.domain.workflow import DOCUMENT_TRANSITIONS, TRANSITIONS
from api.graphql.access import declaration
from api.graphql.mutations import ROWS, build_mutation
from api.graphql.queries import Query
from api.graphql.schema import print_schema

COMMITTED = Path(__file__).parents[2] / "schema.graphql"
MANY = (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(COMMITTED.read_text("utf-8"))


def own_types(schema: GraphQLSchema) -> list[object]:
    return [t for name, t in schema.type_map.items() if not name.startswith("__")]


def test_the_committed_schema_is_the_served_one() -> None:
    assert COMMITTED.read_text("utf-8") == print_schema()


def test_everything_is_described(schema: GraphQLSchema) -> None:
    silent = []
    for kind in own_types(schema):
        if isinstance(kind, GraphQLScalarType) and is_specified_scalar_type(kind):
            continue
        if not kind.description:  # type: ignore[attr-defined]  # every named type has one
            silent.append(str(kind))
        if isinstance(kind, MANY):
            silent += [f"{kind}.{n}" for n, f in kind.fields.items() if not f.description]
        if isinstance(kind, GraphQLObjectType):
            silent += [
                f"{kind}.{n}({a})"
                for n, f in kind.fields.items()
                for a, argument in f.args.items()
                if not argument.description
            ]
        if isinstance(kind, GraphQLEnumType):
            silent += [f"{kind}.{n}" for n, v in kind.values.items() if not v.description]

    assert silent == []


def test_lists_hold_no_nulls_and_are_never_null(schema: GraphQLSchema) -> None:
    loose = []
    for kind in own_types(schema):
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            continue
        for name, field in kind.fields.items():
            inner = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
            if isinstance(inner, GraphQLList):
                is_strict = isinstance(field.type, GraphQLNonNull) and isinstance(
                    inner.of_type, GraphQLNonNull
                )
                if not is_strict:
                    loose.append(f"{kind}.{name}")

    assert loose == ["Query.nodes"]  # null stands for an id nobody may know of


def test_names_keep_to_the_house(schema: GraphQLSchema) -> None:
    for kind in own_types(schema):
        assert not str(kind).endswith(("Type", "Obj")) or str(kind) in (
            "DocumentType",
            "QuestionType",
        )
        if isinstance(kind, MANY):
            for name, field in kind.fields.items():
                assert name[0].islower(), f"{kind}.{name}"
                assert "_" not in name, f"{kind}.{name}"
                if str(field.type).rstrip("!") == "Boolean" and isinstance(kind, GraphQLObjectType):
                    assert name.startswith(("is", "has")), f"{kind}.{name}"
        if isinstance(kind, GraphQLEnumType):
            assert all(value == value.upper() for value in kind.values)


def test_own_scalars_name_their_specification(schema: GraphQLSchema) -> None:
    for kind in own_types(schema):
        if isinstance(kind, GraphQLScalarType) and not is_specified_scalar_type(kind):
            assert kind.specified_by_url, str(kind)


def test_mutations_take_one_input_and_answer_with_entity_and_errors(schema: GraphQLSchema) -> None:
    assert schema.mutation_type is not None
    for name, field in schema.mutation_type.fields.items():
        pascal = name[0].upper() + name[1:]
        assert list(field.args) == ["input"]
        assert str(field.args["input"].type) == f"{pascal}Input!"
        assert str(field.type) == f"{pascal}Payload!"
        payload = schema.get_type(f"{pascal}Payload")
        assert isinstance(payload, GraphQLObjectType)
        entity, errors = sorted(payload.fields, key=lambda part: part == "errors")
        assert not isinstance(payload.fields[entity].type, GraphQLNonNull)
        assert str(payload.fields[errors].type) == "[UserError!]!"


def test_mutations_carry_version_and_key(schema: GraphQLSchema) -> None:
    assert schema.mutation_type is not None
    required = set()
    for name, field in schema.mutation_type.fields.items():
        given = schema.get_type(str(field.args["input"].type).rstrip("!"))
        assert isinstance(given, GraphQLInputObjectType)
        if str(given.fields["idempotencyKey"].type) == "String!":
            required.add(name)
        if {"applicationId", "documentId"} & set(given.fields):
            assert str(given.fields["expectedVersion"].type) == "Int!", name

    assert required == {  # what is made anew, or cannot be taken back once it went out
        "createApplication",
        "signDocuments",
        "deliverDocument",
        "delegateSigning",
    }


def test_lists_that_may_grow_are_bounded_connections(schema: GraphQLSchema) -> None:
    for kind in own_types(schema):
        if not isinstance(kind, GraphQLObjectType):
            continue
        for name, field in kind.fields.items():
            if str(field.type).rstrip("!").endswith("Connection"):
                assert {"first", "after", "last", "before"} <= set(field.args), f"{kind}.{name}"


def test_every_action_of_people_has_its_mutation_and_every_mutation_its_action() -> None:
    machines = {Role.SYSTEM, Role.SIAK}
    rows = (*TRANSITIONS, *DOCUMENT_TRANSITIONS)
    by_people = {row.action for row in rows if row.roles - machines}

    with_mutation = {row.action for row in ROWS if row.action is not None}

    assert with_mutation == by_people
    assert {row.name for row in ROWS if row.action is None} == {  # no step of an application
        "createUpload",
        "prefillFromSiak",
        "retryEffect",
        "cancelEffect",
        "confirmSiakCancel",
        "startReconciliation",
        "mendDifference",
        "cancelSigning",  # of a batch: its documents go on by themselves
        "unlockSigner",
        "delegateSigning",
        "endDelegation",
    }
    assert len({row.action for row in ROWS if row.action}) == len([r for r in ROWS if r.action])


def test_a_mutation_is_for_the_roles_of_the_table() -> None:
    verify = next(row for row in ROWS if row.action is Action.VERIFY)
    upload = next(row for row in ROWS if row.action is DocumentAction.UPLOAD_TO_SIAK)

    assert verify.roles == {Role.VERIFIER}
    assert upload.roles == {Role.DATA_ENTRY_OPERATOR, Role.SERVICE_ACCOUNT}


def test_every_root_field_declares_who_may_ask() -> None:
    public = set()
    for root in (Query, build_mutation()):
        for field in get_object_definition(root, strict=True).fields:
            declared = declaration(field)
            assert declared is not None, field.name
            if declared.roles is None:
                public.add(field.python_name)

    # a paper's reader is anybody with a telephone: masked, and bounded by address
    assert public == {"services", "service", "regions", "workflow", "viewer", "verify_document"}

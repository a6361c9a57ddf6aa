"""The catalogue's expression language: parsed once, evaluated with three truth values.

An unanswered question is UNKNOWN, never false: Kleene's logic decides what is already certain
without it. A question that does not apply is absent (`None`): it is false, equals nothing and is in
no list.
"""

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Final

MAX_LENGTH: Final = 500
MAX_NODES: Final = 200


class Unknown(Enum):
    """The one value of a question that nobody has answered yet."""

    UNKNOWN = "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false")


UNKNOWN: Final = Unknown.UNKNOWN

Lookup = Callable[[str], object]
Evaluator = Callable[[Lookup], object]


class ConditionRefused(ValueError):
    """The text is not in the language, or its operands do not fit together."""


@dataclass(frozen=True)
class Condition:
    """A compiled expression: its source, the names it asks for, and how to evaluate it."""

    source: str
    names: frozenset[str]
    evaluator: Evaluator = field(compare=False, repr=False)

    def value(self, lookup: Lookup) -> object:
        """Return the expression's value; `UNKNOWN` where the known answers do not settle it."""
        return self.evaluator(lookup)

    def truth(self, lookup: Lookup) -> bool | None:
        """Return whether the expression holds; `None` where that is not yet settled."""
        return _truth(self.evaluator(lookup))


def compile_condition(source: str) -> Condition:
    """Parse and compile `source`, or raise `ConditionRefused` for anything outside the language."""
    if len(source) > MAX_LENGTH:
        raise ConditionRefused(f"longer than {MAX_LENGTH} characters")
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ConditionRefused(f"not an expression: {source!r}") from error
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES:
        raise ConditionRefused(f"more than {MAX_NODES} parts")
    names: set[str] = set()
    return Condition(source, evaluator=_compile(tree, names), names=frozenset(names))


def _truth(value: object) -> bool | None:
    return None if value is UNKNOWN else bool(value)


def _from_truth(truth: bool | None) -> object:
    return UNKNOWN if truth is None else truth


def _compile(node: ast.expr, names: set[str]) -> Evaluator:
    compiler = _COMPILERS.get(type(node))
    if compiler is None:
        raise ConditionRefused(f"{type(node).__name__} is not part of the language")
    return compiler(node, names)


def _compile_name(node: ast.expr, names: set[str]) -> Evaluator:
    assert isinstance(node, ast.Name)
    name = node.id
    if name in _FUNCTIONS:
        raise ConditionRefused(f"the function {name} is not a value")
    names.add(name)
    return lambda lookup: lookup(name)


def _compile_constant(node: ast.expr, names: set[str]) -> Evaluator:
    assert isinstance(node, ast.Constant)
    value = node.value
    if not isinstance(value, str | int | float):
        raise ConditionRefused(f"{value!r} is not a literal of the language")
    return lambda lookup: value


def _compile_list(node: ast.expr, names: set[str]) -> Evaluator:
    assert isinstance(node, ast.List | ast.Tuple)
    items = [_compile(item, names) for item in node.elts]
    return lambda lookup: [item(lookup) for item in items]


def _compile_logic(node: ast.expr, names: set[str]) -> Evaluator:
    assert isinstance(node, ast.BoolOp)
    parts = [_compile(value, names) for value in node.values]
    decisive = isinstance(node.op, ast.Or)

    def evaluate(lookup: Lookup) -> object:
        truths = [_truth(part(lookup)) for part in parts]
        if decisive in truths:
            return decisive
        return UNKNOWN if None in truths else not decisive

    return evaluate


def _compile_not(node: ast.expr, names: set[str]) -> Evaluator:
    assert isinstance(node, ast.UnaryOp)
    if not isinstance(node.op, ast.Not):
        raise ConditionRefused(f"{type(node.op).__name__} is not part of the language")
    operand = _compile(node.operand, names)

    def evaluate(lookup: Lookup) -> object:
        truth = _truth(operand(lookup))
        return UNKNOWN if truth is None else not truth

    return evaluate


def _compile_choice(node: ast.expr, names: set[str]) -> Evaluator:
    assert isinstance(node, ast.IfExp)
    test, then, otherwise = (_compile(part, names) for part in (node.test, node.body, node.orelse))

    def evaluate(lookup: Lookup) -> object:
        truth = _truth(test(lookup))
        if truth is None:
            one, other = then(lookup), otherwise(lookup)
            return one if _equal(one, other) is True else UNKNOWN
        return then(lookup) if truth else otherwise(lookup)

    return evaluate


def _compile_comparison(node: ast.expr, names: set[str]) -> Evaluator:
    assert isinstance(node, ast.Compare)
    operands = [_compile(part, names) for part in (node.left, *node.comparators)]
    comparisons = []
    for op in node.ops:
        if type(op) not in _COMPARISONS:
            raise ConditionRefused(f"{type(op).__name__} is not part of the language")
        comparisons.append(_COMPARISONS[type(op)])

    def evaluate(lookup: Lookup) -> object:
        values = [operand(lookup) for operand in operands]
        results = [
            compare(left, right)
            for compare, left, right in zip(comparisons, values, values[1:], strict=False)
        ]
        if False in results:
            return False
        return _from_truth(None if None in results else True)

    return evaluate


def _compile_call(node: ast.expr, names: set[str]) -> Evaluator:
    assert isinstance(node, ast.Call)
    known = isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS
    if not known or node.keywords or len(node.args) != 2:
        raise ConditionRefused("only days_between(a, b) and age_years(d, on) can be called")
    assert isinstance(node.func, ast.Name)
    function = _FUNCTIONS[node.func.id]
    first, second = (_compile(argument, names) for argument in node.args)

    def evaluate(lookup: Lookup) -> object:
        arguments = (first(lookup), second(lookup))
        if UNKNOWN in arguments:
            return UNKNOWN
        return None if None in arguments else function(*(_day(value) for value in arguments))

    return evaluate


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ConditionRefused("a date was expected") from error


def _days_between(start: date, end: date) -> int:
    return (end - start).days


def _age_years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _equal(left: object, right: object) -> bool | None:
    return None if UNKNOWN in (left, right) else left == right


def _different(left: object, right: object) -> bool | None:
    return None if UNKNOWN in (left, right) else left != right


def _ordered(
    compare: Callable[[Any, Any], bool],  # Any: answers of whatever kind; a TypeError is the check
) -> Callable[[object, object], bool | None]:
    def evaluate(left: object, right: object) -> bool | None:
        if left is UNKNOWN or right is UNKNOWN:
            return None
        if left is None or right is None:
            return False
        try:
            return compare(left, right)
        except TypeError as error:
            raise ConditionRefused("values of different kinds cannot be ordered") from error

    return evaluate


def _among(value: object, items: object) -> bool | None:
    if items is UNKNOWN:
        return None
    if items is None:
        return False
    if not isinstance(items, list | tuple):
        raise ConditionRefused("`in` needs a list on its right side")
    if any(_equal(value, item) is True for item in items):
        return True
    return None if items and (value is UNKNOWN or UNKNOWN in items) else False


def _not_among(value: object, items: object) -> bool | None:
    among = _among(value, items)
    return None if among is None else not among


_FUNCTIONS: Final[dict[str, Callable[[date, date], int]]] = {
    "days_between": _days_between,
    "age_years": _age_years,
}
_COMPARISONS: Final[dict[type[ast.cmpop], Callable[[object, object], bool | None]]] = {
    ast.Eq: _equal,
    ast.NotEq: _different,
    ast.Lt: _ordered(operator.lt),
    ast.LtE: _ordered(operator.le),
    ast.Gt: _ordered(operator.gt),
    ast.GtE: _ordered(operator.ge),
    ast.In: _among,
    ast.NotIn: _not_among,
}
_COMPILERS: Final[dict[type[ast.expr], Callable[[ast.expr, set[str]], Evaluator]]] = {
    ast.Name: _compile_name,
    ast.Constant: _compile_constant,
    ast.List: _compile_list,
    ast.Tuple: _compile_list,
    ast.BoolOp: _compile_logic,
    ast.UnaryOp: _compile_not,
    ast.IfExp: _compile_choice,
    ast.Compare: _compile_comparison,
    ast.Call: _compile_call,
}

"""Refuses documents that would cost too much, before anything expensive looks at them.

Fragments are measured once and their figures reused, so that a document which spreads fragments
into fragments costs no more than its own length. Figures stop growing at a ceiling.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)

from api.graphql.errors import RequestRefused, TopLevelCode

MAX_DEPTH: Final = 12
MAX_ALIASES: Final = 30
MAX_DIRECTIVES: Final = 20
MAX_FIELDS: Final = 500
MAX_OPERATIONS: Final = 10
MAX_COST: Final = 25_000
CEILING: Final = 1_000_000
DEFAULT_PAGE: Final = 20
MAX_PAGE: Final = 100
WEIGHTS: Final = {
    "siakComparison": 10_000,  # each asks another system: no lists of them
    "changes": 1_000,  # each reads two files
    "changesFromSuperseded": 1_000,
}
LIST_WEIGHT: Final = 3  # what a bounded list is taken to hold on average


@dataclass(frozen=True)
class Figures:
    """What a selection amounts to, fragments unfolded."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    cost: int = 0

    def beside(self, other: "Figures") -> "Figures":
        """Return the figures of both selections together."""
        return Figures(
            max(self.depth, other.depth),
            min(self.fields + other.fields, CEILING),
            min(self.aliases + other.aliases, CEILING),
            min(self.directives + other.directives, CEILING),
            min(self.cost + other.cost, CEILING),
        )


@dataclass
class Guard:
    """Measures one document with the variables of one request."""

    document: DocumentNode
    variables: Mapping[str, Any]  # as the client sent them
    connections: Collection[str]  # names of fields that answer with a connection
    lists: Collection[str]  # names of fields that answer with another list
    introspects: bool = False  # known after `check`
    _fragments: dict[str, FragmentDefinitionNode] = field(default_factory=dict)
    _measured: dict[str, Figures] = field(default_factory=dict)

    def check(self) -> None:
        """Refuse the document if any of its operations is too large."""
        operations = []
        for definition in self.document.definitions:
            if isinstance(definition, FragmentDefinitionNode):
                self._fragments.setdefault(definition.name.value, definition)
            elif isinstance(definition, OperationDefinitionNode):
                operations.append(definition)
        if len(operations) > MAX_OPERATIONS:
            raise _refused(f"Paling banyak {MAX_OPERATIONS} operasi dalam satu dokumen.")
        for definition in self._fragments.values():
            figures = self._fragment(definition.name.value)
            self._check(replace(figures, depth=0))  # depth counts where it is spread
        for operation in operations:
            figures = self._selection(operation.selection_set, 0)
            own = Figures(directives=len(operation.directives or ()))
            self._check(figures.beside(own))
            if operation.operation is OperationType.MUTATION:
                self._check_single(operation.selection_set)

    def _check(self, figures: Figures) -> None:
        for value, limit, what in (
            (figures.depth, MAX_DEPTH, "tingkat"),
            (figures.fields, MAX_FIELDS, "field"),
            (figures.aliases, MAX_ALIASES, "alias"),
            (figures.directives, MAX_DIRECTIVES, "direktif"),
            (figures.cost, MAX_COST, "biaya"),
        ):
            if value > limit:
                raise _refused(
                    f"Dokumen terlalu besar: {what} melebihi {limit}. Bagi menjadi beberapa kueri."
                )

    def _check_single(self, selection: SelectionSetNode) -> None:
        if self._roots(selection, frozenset()) > 1:
            raise _refused("Satu permintaan memuat satu mutasi saja.")

    def _roots(self, selection: SelectionSetNode, seen: frozenset[str]) -> int:
        count = 0
        for node in selection.selections:
            if isinstance(node, FieldNode):
                count += 1
            elif isinstance(node, InlineFragmentNode):
                count += self._roots(node.selection_set, seen)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragments.get(node.name.value)
                if fragment is not None and node.name.value not in seen:
                    count += self._roots(fragment.selection_set, seen | {node.name.value})
            if count > 1:
                break
        return count

    def _fragment(self, name: str) -> Figures:
        if name not in self._measured:
            self._measured[name] = Figures()  # a circle ends here; validation refuses it
            fragment = self._fragments.get(name)
            if fragment is not None:
                own = Figures(directives=len(fragment.directives or ()))
                self._measured[name] = self._selection(fragment.selection_set, 0).beside(own)
        return self._measured[name]

    def _selection(self, selection: SelectionSetNode, level: int) -> Figures:
        if level > MAX_DEPTH + 4:  # of nested braces; no deeper look is needed to refuse
            raise _refused(f"Dokumen terlalu dalam: paling banyak {MAX_DEPTH} tingkat.")
        total = Figures()
        for node in selection.selections:
            total = total.beside(Figures(directives=len(node.directives or ())))
            if isinstance(node, FieldNode):
                total = total.beside(self._field(node, level))
            elif isinstance(node, InlineFragmentNode):
                total = total.beside(self._selection(node.selection_set, level + 1))
            elif isinstance(node, FragmentSpreadNode):
                total = total.beside(self._fragment(node.name.value))
        return total

    def _field(self, node: FieldNode, level: int) -> Figures:
        name = node.name.value
        alias = 1 if node.alias else 0
        if name in ("__schema", "__type"):
            return self._introspection(node, alias)
        if node.selection_set is None:
            return Figures(1, 1, alias, 0, 1)
        inner = self._selection(node.selection_set, level + 1)
        return Figures(
            inner.depth + 1,
            min(inner.fields + 1, CEILING),
            inner.aliases + alias,
            inner.directives,
            min(WEIGHTS.get(name, 1) + inner.cost * self._times(node), CEILING),
        )

    def _introspection(self, node: FieldNode, alias: int) -> Figures:
        """Depth does not count; standard validation bounds how introspection nests its lists."""
        self.introspects = True
        fields, pending, spread = 1, [node.selection_set], set[str]()
        while pending:
            selection = pending.pop()
            for each in selection.selections if selection else ():
                fields += 1
                if isinstance(each, FragmentSpreadNode):
                    fragment = self._fragments.get(each.name.value)
                    if fragment is not None and each.name.value not in spread:
                        spread.add(each.name.value)
                        pending.append(fragment.selection_set)
                elif isinstance(each, FieldNode | InlineFragmentNode):
                    pending.append(each.selection_set)
        return Figures(1, fields, alias, 0, fields)

    def _times(self, node: FieldNode) -> int:
        name = node.name.value
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        if name in self.connections:
            sizes = [self._number(given[each]) for each in ("first", "last") if each in given]
            known = [size for size in sizes if size is not None]
            return min(max(max(known, default=DEFAULT_PAGE), 1), MAX_PAGE)
        if name == "nodes" and "ids" in given:
            return max(self._length(given["ids"]), 1)
        return LIST_WEIGHT if name in self.lists else 1

    def _number(self, value: ValueNode) -> int | None:
        if isinstance(value, IntValueNode):
            return int(value.value) if len(value.value) < 10 else MAX_PAGE
        if isinstance(value, VariableNode):
            sent = self.variables.get(value.name.value)
            return sent if isinstance(sent, int) else None
        return None

    def _length(self, value: ValueNode) -> int:
        if isinstance(value, ListValueNode):
            return len(value.values)
        if isinstance(value, VariableNode):
            sent = self.variables.get(value.name.value)
            return min(len(sent), MAX_PAGE) if isinstance(sent, list) else 1
        return 1


def _refused(message: str) -> RequestRefused:
    return RequestRefused(TopLevelCode.QUERY_TOO_COMPLEX, message)

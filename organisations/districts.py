"""Walks the graph of districts downwards; one query for the whole graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from organisations.models import District

Graph = Mapping[int, set[int]]


def graph() -> Graph:
    """Each district with those right below it."""
    inner_of: dict[int, set[int]] = {}
    pairs = District.within.through.objects.values_list("to_district_id", "from_district_id")
    for outer, inner in pairs:
        inner_of.setdefault(outer, set()).add(inner)
    return inner_of


def ids_below(ids: Iterable[int], inner_of: Graph | None = None) -> frozenset[int]:
    """The districts given and all that lie within them, however deep.

    Who asks several times reads the `graph()` once and hands it in.
    """
    inner_of = graph() if inner_of is None else inner_of
    reached = set(ids)
    todo = list(reached)
    while todo:
        fresh = inner_of.get(todo.pop(), set()) - reached
        reached |= fresh
        todo += fresh
    return frozenset(reached)

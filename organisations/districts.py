"""Walks the graph of districts downwards; one query for the whole graph."""

from __future__ import annotations

from collections.abc import Iterable

from organisations.models import District


def ids_below(ids: Iterable[int]) -> frozenset[int]:
    """The districts given and all that lie within them, however deep."""
    inner_of: dict[int, set[int]] = {}
    pairs = District.within.through.objects.values_list("to_district_id", "from_district_id")
    for outer, inner in pairs:
        inner_of.setdefault(outer, set()).add(inner)
    reached = set(ids)
    todo = list(reached)
    while todo:
        fresh = inner_of.get(todo.pop(), set()) - reached
        reached |= fresh
        todo += fresh
    return frozenset(reached)

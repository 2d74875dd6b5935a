"""Which table is made of which: what descends from a table, and what stands behind it.

Knows tables and their parents only. Where parents come from: `quality/results/dbt_artifacts.py`.
"""

from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter

Parents = Mapping[str, frozenset[str]]


def in_build_order(parents: Parents) -> list[str]:
    """Every table after the tables it is made of."""
    return list(TopologicalSorter(parents).static_order())


def descendants(parents: Parents, of: Iterable[str]) -> set[str]:
    """Every table that is made of one of these, directly or not; without these themselves."""
    first = set(of)
    found = set(first)
    for table in in_build_order(parents):
        if found & parents.get(table, frozenset()):
            found.add(table)
    return found - first


def first_causes(parents: Parents, failed: Iterable[str]) -> dict[str, str]:
    """For each failed table and each made of one, the failed table it goes back to.

    Of several causes the first in build order counts.
    """
    own = set(failed)
    causes: dict[str, str] = {}
    order = in_build_order(parents)
    place = {table: number for number, table in enumerate(order)}
    for table in order:
        inherited = [causes[parent] for parent in parents.get(table, ()) if parent in causes]
        if inherited:
            causes[table] = min(inherited, key=place.__getitem__)
        elif table in own:
            causes[table] = table
    return {**{table: table for table in own}, **causes}

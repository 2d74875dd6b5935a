"""Lineage of tables: which tables depend on a table, and which failure each one goes back to.

The parents of tables are read in `quality/results/dbt_artifacts.py`.
"""

from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter

Parents = Mapping[str, frozenset[str]]


def in_build_order(parents: Parents) -> list[str]:
    """Every table, each after the tables it depends on.

    Args:
        parents: table to the tables it is built from directly.

    >>> in_build_order({"marts.sales": frozenset({"raw.orders"})})
    ['raw.orders', 'marts.sales']
    """
    return list(TopologicalSorter(parents).static_order())


def descendants(parents: Parents, of: Iterable[str]) -> set[str]:
    """Every table that depends on one of `of`, directly or not; without `of` itself.

    >>> parents = {"marts.sales": frozenset({"raw.orders"}), "raw.costs": frozenset()}
    >>> descendants(parents, ["raw.orders"])
    {'marts.sales'}
    """
    first = set(of)
    found = set(first)
    for table in in_build_order(parents):
        if found & parents.get(table, frozenset()):
            found.add(table)
    return found - first


def first_causes(parents: Parents, failed: Iterable[str]) -> dict[str, str]:
    """Each failed table and each table downstream of one, with the failed table it goes back to.

    Of several causes, the first in build order counts.

    >>> parents = {"marts.sales": frozenset({"raw.orders"}), "raw.costs": frozenset()}
    >>> first_causes(parents, ["raw.orders"])
    {'raw.orders': 'raw.orders', 'marts.sales': 'raw.orders'}
    """
    own = set(failed)
    causes: dict[str, str] = {}
    order = in_build_order(parents)
    position = {table: number for number, table in enumerate(order)}
    for table in order:
        inherited = [causes[parent] for parent in parents.get(table, ()) if parent in causes]
        if inherited:
            causes[table] = min(inherited, key=position.__getitem__)
        elif table in own:
            causes[table] = table
    return {**{table: table for table in own}, **causes}

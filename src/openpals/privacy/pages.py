"""The tables of docs/privacy.md that come from data: `python -m openpals.privacy.pages docs/privacy.md` writes them.

Each stands between two comments, `<!-- NAME: generated -->` and `<!-- end -->`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ..model.tables import ALL, Subject
from ..model.variable import Sensitivity, Type
from .anonymity.hierarchy import Hierarchy
from .policy import QuasiIdentifier, default_policy
from .protect import as_printed
from .safe_harbor import safe_harbor


def with_tables(page: str) -> str:
    """The page with every generated table as it is today. Raises KeyError for a table that there is none of."""
    tables = {"safe harbor": safe_harbor_table, "classes": class_table}

    def table(found: re.Match[str]) -> str:
        return f"{found[1]}\n{tables[found[2]]()}{found[3]}"

    return re.sub(r"(<!-- ([\w -]+): generated -->)\n.*?(<!-- end -->)", table, page, flags=re.DOTALL)


def safe_harbor_table() -> str:
    """The 18 identifiers, line by line."""
    return _table(
        (
            "no.",
            "(b)(2)(i)",
            "identifier",
            "columns",
            "what becomes of it",
            "what is left of it",
            "the guard looks for",
        ),
        (
            (
                str(one.number),
                f"({one.paragraph})",
                one.name,
                one.columns,
                one.becomes,
                ", ".join(f"`{place}`" for place in one.variables),
                ", ".join(one.shapes),
            )
            for one in safe_harbor()
        ),
    )


def class_table() -> str:
    """Every variable that is not plain: its class, how the strict policy prints it, and what protects it."""
    policy = default_policy()
    classes = {one.name: one for one in policy.protected}
    diverse = {one.name: one for one in policy.sensitive}
    rows = []
    for table in ALL:
        for name in table.variables if table is Subject else table.own_variables():
            place, sensitivity = f"{table.name}.{name}", policy.sensitivity(table, name)
            if sensitivity is Sensitivity.PLAIN or table.variables[name].type is Type.PSEUDONYM:
                continue
            printed, levels, by = (
                "as it is",
                "",
                f"the agreement: {policy.agreement.get(place, 'no measure of its own')}",
            )
            if table is Subject and name in classes:
                printed, levels = as_printed(classes[name]), _coarser(classes[name])
                by = f"classes of {policy.people}"
            elif table is Subject and name in diverse:
                by = f"{diverse[name].least} different values in a class, or only harmless ones"
            rows.append((f"`{place}`", sensitivity.value, printed, levels, by))
    return _table(("variable", "class", "printed", "levels of its hierarchy", "protected by"), rows)


def _coarser(one: QuasiIdentifier) -> str:
    """The levels above the values, in words."""
    if one.hierarchy is None:
        return ""
    levels = range(1, one.hierarchy.height)
    if one.hierarchy.step:
        words = [as_printed(replace(one, level=level)).removesuffix(", by their middle") for level in levels]
    else:
        words = [_groups(one.hierarchy, level) for level in levels]
    return "; ".join([*words, "empty"])


def _groups(hierarchy: Hierarchy, level: int) -> str:
    """The groups of a level that have several values."""
    members: dict[int, list[str]] = {}
    for value, node in zip(hierarchy.values, hierarchy.levels[level].tolist(), strict=False):
        members.setdefault(node, []).append(f"`{value}`")
    groups = {f"`{hierarchy.labels[node]}`": values for node, values in members.items() if len(values) > 1}
    return ", ".join(f"{', '.join(values)} as {label}" for label, values in groups.items())


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|" for cells in (header, *rows)]
    return "\n".join([lines[0], "|---" * len(header) + "|", *lines[1:]]) + "\n"


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(with_tables(path.read_text("utf-8")), "utf-8")

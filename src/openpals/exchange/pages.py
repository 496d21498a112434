"""How a release is written in PRO-ACT's layout, column by column, and what is lost, as generated Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.editions import COLUMNS, EDITIONS, SUBJECT
from ..model.inversion import Filling, Outline, outlines
from ..model.written import written
from .losses import Loss, losses

YEAR = max(EDITIONS)


def export_as_markdown() -> str:
    """Every column of every file, what fills it, and every loss."""
    lines = [
        "# PRO-ACT's files, as a release is written",
        "",
        "Generated from the layout and from what is declared beside it. [Exports](../exchange.md) explains it; our",
        "variables and codes stand in the [dictionary](dictionary.md), the other names in [words](words.md).",
        "",
        "## Editions",
        "",
        "| year | folder | files | a person's number |",
        "|---|---|---|---|",
    ]
    for edition in EDITIONS.values():
        mark = ", UTF-8 with a byte order mark" if edition.bom else ""
        named = ", ".join(f"`{name}`" for name in edition.files.values())
        lines.append(f"| {edition.year} | `{edition.folder}` | {named}{mark} | {edition.digits} digits |")
    lines += ["", "## Columns", ""]
    for source in COLUMNS:
        lines += _table(outlines(YEAR)[source])
    lines += ["## Units", "", "| UCUM | in the files |", "|---|---|"]
    lines += [f"| `{unit}` | {f'`{word}`' if word else 'empty'} |" for unit, word in written("proact").units.items()]
    lines += ["", "## Losses", "", "A row does not say from which dataset it comes.", "", *_losses()]
    return "\n".join([*lines, ""])


def _table(outline: Outline) -> Iterator[str]:
    yield from (f"### export {outline.source}", "", _rows(outline), "", "| column | is filled with |", "|---|---|")
    in_facts = {column: (fact.codes, filling) for fact in outline.facts for column, filling in fact.columns.items()}
    for column in COLUMNS[outline.source]:
        if column == SUBJECT:
            said = "the person's number"
        elif column in outline.columns:
            said = _filling(outline.columns[column])
        elif column in in_facts:
            codes, filling = in_facts[column]
            row = ", ".join(f"`{name}` = `{code}`" for name, code in codes.items())
            said = f"{_filling(filling)}, where {row}"
        else:
            said = "" if column in outline.if_empty else "nothing: stays empty"
        if column in outline.if_empty:
            silent = f"where nobody's row fills it, the first person's say `{outline.if_empty[column]}`"
            said = f"{said}; {silent}" if said else silent
        yield f"| `{column}` | {said} |"
    yield ""


def _rows(outline: Outline) -> str:
    conditions = [f"`{name}` is `{code}`" for name, code in outline.where.items()]
    for name, codes in outline.taken.items():
        listed = " or ".join(f"`{code}`" if code else "empty" for code in codes)
        conditions.append(f"`{name}` is {listed}")
    where = f", where {' and '.join(conditions)}" if conditions else ""
    beside = "; what belongs together stands in one row" if outline.facts else ""
    return f"From [{outline.target}](dictionary.md#{outline.target}){where}{beside}."


def _filling(filling: Filling) -> str:
    if filling.constant is not None:
        return f"`{filling.constant}`"
    if filling.ticked is not None:
        return f"`1` where `{filling.value}` is `{filling.ticked}`"
    if filling.value == "unit":
        return "the unit's word"
    if filling.words is None:
        return f"`{filling.value}`"
    said = ", ".join(f"`{code}` → `{filling.around.format(word)}`" for code, word in filling.words.items() if word)
    return f"`{filling.value}`: {said}"


def _losses() -> Iterator[str]:
    yield from ("| table | variable | which | what becomes of it |", "|---|---|---|---|")
    yield from map(_loss, losses(YEAR))
    newer = {name: year for year in sorted(EDITIONS, reverse=True) for name in _targets(year)}
    yield ""
    yield from (
        f"* `{name}` has a table from the edition of {year} on; in earlier ones all its rows are left out."
        for name, year in newer.items()
        if year != min(EDITIONS)
    )


def _targets(year: int) -> list[str]:
    return list(dict.fromkeys(outline.target for outline in outlines(year).values()))


def _loss(loss: Loss) -> str:
    variable = f"`{loss.variable}`" if loss.variable else "rows"
    return f"| `{loss.table}` | {variable} | {loss.which} | {loss.becomes} |"

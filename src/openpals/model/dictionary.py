"""The data dictionary, generated from the declarations: as Markdown to read, as JSON for machines."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from .tables import ALL, Table
from .variable import Type, Variable
from .vocabulary import Vocabulary, vocabularies


def dictionary() -> dict[str, Any]:
    """Every table, variable and vocabulary as plain data."""
    return {
        "tables": {table.name: _table(table) for table in ALL},
        "vocabularies": {name: _vocabulary(found) for name, found in sorted(vocabularies().items())},
    }


def model_version() -> str:
    """Twelve hexadecimal digits that change whenever any declaration does."""
    text = json.dumps(dictionary(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _table(table: type[Table]) -> dict[str, Any]:
    return {
        "description": table.description(),
        "key": ["subject_id", *table.key],
        "variables": {name: _variable(variable) for name, variable in table.variables.items()},
    }


def _variable(variable: Variable) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "label": variable.label,
        "type": variable.type.value,
        "sensitivity": variable.sensitivity.value,
        "required": variable.required,
    }
    optional = {
        "description": variable.description,
        "unit": variable.unit,
        "vocabulary": variable.vocabulary,
        "minimum": variable.minimum,
        "maximum": variable.maximum,
        "bands": list(variable.bands),
        "counted": variable.counted or None,
        "decimals": variable.decimals if variable.type is Type.NUMBER else None,
    }
    return facts | {name: value for name, value in optional.items() if value not in (None, "", [])}


def _vocabulary(found: Vocabulary) -> dict[str, Any]:
    return {
        term.code: {"label": term.label, **{k: v for k, v in term.facts.items() if v is not None}}
        for term in found.terms
    }


def as_markdown() -> str:
    """The dictionary for a person to read."""
    lines = [
        "# Data dictionary",
        "",
        f"Generated from the model, version `{model_version()}`. Days count from the "
        "subject's index day; see `subject.index_event`.",
        "",
    ]
    for table in ALL:
        lines += [
            f"## {table.name}",
            "",
            table.description(),
            "",
            f"Key: `{'`, `'.join(('subject_id', *table.key))}`",
            "",
            "| variable | label | type | unit or codes | range | class | description |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [_row(variable) for variable in table.variables.values()]
        lines.append("")
    lines += ["## Vocabularies", ""]
    for name, found in sorted(vocabularies().items()):
        # Some tables are called as their vocabulary is; links must lead to the one meant.
        lines += [f"### {name} codes", "", "| code | label | facts |", "|---|---|---|"]
        lines += [f"| `{term.code}` | {term.label} | {_facts(term.facts)} |" for term in found.terms]
        lines.append("")
    return "\n".join(lines)


def _row(variable: Variable) -> str:
    codes = f"[{variable.vocabulary}](#{variable.vocabulary}-codes)" if variable.vocabulary else variable.unit or ""
    bounds = "" if variable.minimum is None else f"{variable.minimum:g} to {variable.maximum:g}"
    return (
        f"| `{variable.name}` | {variable.label} | {variable.type.value} | {codes} | {bounds} | "
        f"{variable.sensitivity.value} | {variable.description} |"
    )


def _facts(facts: Any) -> str:
    return ", ".join(f"{name}: {value}" for name, value in facts.items() if value is not None)

"""The permission tables of both sites as a page for people, generated."""

from __future__ import annotations

from importlib import import_module

from .table import NO_OBJECT, AccessTable

SITES = {"members": "The members' platform", "host": "The host's site"}


def permissions_page() -> str:
    """Markdown: a table a site, a row an action, a column a role."""
    lines = [
        "# Who may do what",
        "",
        "Generated from the permission tables in code by `make docs`. What is not in a table, nobody may do.",
        "Roles marked * count only in a session that a passkey, a code from an app or a recovery code opened.",
    ]
    for site, title in SITES.items():
        lines += ["", f"## {title}", "", *_table(import_module(f"openpals.portal.{site}.access").TABLE)]
    return "\n".join(lines) + "\n"


def _table(table: AccessTable) -> list[str]:
    roles = list(table.by_role.values())
    heads = [role.title.split(",")[0] + ("*" if role.second_factor else "") for role in roles]
    lines = ["| action | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for permission in table.permissions:
        cells = []
        for role in roles:
            relations = [grant.relation for grant in permission.grants if grant.role == role]
            cells.append(", ".join("yes" if one is NO_OBJECT else one.title for one in relations))
        logged = " (logged)" if permission.personal else ""
        lines.append(f"| `{permission.action}` {permission.title}{logged} | " + " | ".join(cells) + " |")
    return lines

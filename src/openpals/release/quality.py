"""The quality report: what was read, kept, merged, rejected, and why; what was recorded at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..harmonise.accounting import FileAccount
from ..model.rules import RULES


def quality_report(accounts: Sequence[FileAccount], recorded: dict[str, dict[str, int]]) -> dict[str, Any]:
    """Plain data for ``quality.json``; findings by rule, with what to do about each.

    R18: ``recorded`` holds the filled rows of each table's variables. A variable with none was not recorded by this
    contributor at all, which is not the same as not done.
    """
    return {
        "files": [
            {
                "file": account.file,
                "source": account.source,
                "read": account.read,
                "kept": account.kept,
                "merged": account.merged,
                "rejected": account.rejected,
                "out_of_scope": account.out_of_scope,
                "rows_with_losses": account.lossy,
                "columns_left_behind": account.left_behind,
                "findings": [
                    {
                        "rule": rule,
                        "name": RULES[rule].name,
                        "effect": effect,
                        "table": table,
                        "column": column,
                        "value_class": value_class,
                        "rows": rows,
                        "remedy": RULES[rule].remedy,
                    }
                    for (rule, effect, table, column, value_class), rows in sorted(account.findings.items())
                ],
            }
            for account in sorted(accounts, key=lambda account: account.file)
        ],
        "recorded": recorded,
    }

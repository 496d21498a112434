"""The choice is made in journals, whose specimens are the journal's."""

from __future__ import annotations

from ..journal.specimens import journals

MAKERS = {"context": journals}
NO_PAGE = {"context_choose": "takes a POST and goes on"}

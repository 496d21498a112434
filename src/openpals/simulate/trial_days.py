"""The column of each table of PRO-ACT that holds the day of a visit."""

from __future__ import annotations

from ..model.layout_reader import built_in

# As the layout's feeds read them; family history, arms and the like are on no visit.
DAY: dict[str, str] = {
    feed.source: feed.cells["day"].columns[0] for feed in built_in("proact").feeds if "day" in feed.cells
}

"""The second step: people who are nobody, out of statistics that anybody may have.

Nothing in this folder reads a file, or knows of the release's tables.
"""

from .people import Drawn
from .synthesise import Twin, candidate_rows, candidates, rows_of, synthesise, wanted_people

__all__ = ["Drawn", "Twin", "candidate_rows", "candidates", "rows_of", "synthesise", "wanted_people"]

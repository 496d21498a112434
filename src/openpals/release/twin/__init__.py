"""The synthetic twin of a release: people who are nobody, for everybody who wants to try an analysis.

Two steps with a wall between. ``statistics`` reads the release and tells what may be told; ``synthesis`` makes people
of what was told, and of nothing else. Then ``sieve`` keeps from the twin who looks like a real person, and ``report``
measures what the twin keeps and what it gives away.
"""

from .write import FOLDER, ITSELF, write_twin

__all__ = ["FOLDER", "ITSELF", "write_twin"]

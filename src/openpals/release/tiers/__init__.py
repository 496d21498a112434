"""What of a release anybody may have beside its twin: coarse tables of real people, if they single out hardly anybody.

``courses`` reads and measures; ``course``, ``people`` and ``survival`` make the tables; ``gate`` judges the courses as
they were written; ``cost`` tells what coarsening does to estimates; ``report`` says it in words.
"""

from .courses import course_risk, read_courses
from .write import FOLDER, KIND, write_open

__all__ = ["FOLDER", "KIND", "course_risk", "read_courses", "write_open"]

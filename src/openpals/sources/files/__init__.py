"""One file a contributor has, read into rows of text; everything wrong with its bytes found first.

Start with ``open_text``, then read ``numbered_rows``. Whoever reads compares the count with the file's ``rows``,
and asks ``structural_problems`` when reading raises or the counts differ.
"""

from .formats import READERS, open_text
from .problems import MOST_LISTED, Fault, Problem, SourceRefused
from .stream import UNLISTED, Words, numbered_rows
from .structure import UNREADABLE, structural_problems
from .text_file import TextFile

__all__ = [
    "MOST_LISTED",
    "READERS",
    "UNLISTED",
    "UNREADABLE",
    "Fault",
    "Problem",
    "SourceRefused",
    "TextFile",
    "Words",
    "numbered_rows",
    "open_text",
    "structural_problems",
]

"""`python -m openpals.portal.common.words [--check]`: writes the translators' files anew, and says what they lack."""

from __future__ import annotations

import sys

from .catalogue import PORTAL, all_words
from .languages import OTHERS
from .unmarked import unmarked_in


def main(check: bool) -> int:
    """Gathers unless it is only to ``check``; the number of problems, at most 1, is the exit code."""
    problems = [f"{place} is not marked for translation" for place in unmarked_in(PORTAL)]
    for words in all_words(list(OTHERS)):
        if not check:
            words.write()
        problems += words.problems()
    for problem in problems:
        print(problem)
    print(f"{len(problems)} texts lack something. Write them into the .po files, then run `make words` again.")
    return min(1, len(problems))


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))

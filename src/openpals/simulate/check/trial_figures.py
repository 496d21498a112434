"""What the trials' files show, in the terms in which others published it."""

from __future__ import annotations

from pathlib import Path

from ...model.editions import Edition
from .trial_course import function, outcome
from .trial_files import Figures, trial_files
from .trial_measures import laboratory, lungs
from .trial_records import filled, history, mistakes, people, sizes


def trial_figures(folder: Path, edition: Edition) -> Figures:
    """Every figure that targets.toml names for trials."""
    figures: Figures = {}
    with trial_files(folder, edition) as files:
        for part in (sizes, people, history, filled, function, lungs, laboratory, outcome, mistakes):
            figures |= part(files)
    return figures

"""Are invented people like published cohorts: every published figure beside the simulated one."""

from .report import NotSimulated, Report, check_folder

__all__ = ["NotSimulated", "Report", "check_folder"]

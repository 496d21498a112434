"""One synthetic trial as its sponsor would submit it: CDISC SDTM, as SAS transport files and as Dataset-JSON."""

from .study import Arm, Site, Study
from .write import FOLDERS, Format, write_sdtm

__all__ = ["FOLDERS", "Arm", "Format", "Site", "Study", "write_sdtm"]

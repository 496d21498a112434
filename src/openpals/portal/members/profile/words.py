"""Words of the profile that the model has no label for."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from django.utils.translation import gettext_lazy as _

# Finer than the model's sites, which know these as other words for their own.
ONSET_SITES = (
    ("arm_hand", _("An arm or a hand")),
    ("leg_foot", _("A leg or a foot")),
    ("bulbar_speech_swallow", _("Speaking or swallowing")),
    ("breathing", _("Breathing")),
    ("trunk_or_neck", _("Back, belly or neck")),
    ("several_at_once", _("Several places at once")),
    ("unsure", _("I am not sure")),
)

PROFILE_GENES = (
    ("c9orf72", "C9orf72"),
    ("sod1", "SOD1"),
    ("tardbp", "TARDBP"),
    ("fus", "FUS"),
    ("other", _("Another gene")),
    ("none_found", _("Tested, none found")),
    ("not_tested", _("Not tested")),
    ("not_said", _("I prefer not to say")),
)

COUNTRY_NAMES: dict[str, str] = tomllib.loads(files(__package__).joinpath("countries.toml").read_text("utf-8"))

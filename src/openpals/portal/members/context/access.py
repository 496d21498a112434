"""Permission about the context. Who reads a journal reads its course in context too, if its owner has asked for it."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from ...common.access.table import HOLDER, OWN, Permission, to

PERMISSIONS = (
    Permission("context.choose", _("choose to see their course beside those of others"), to(HOLDER, relation=OWN)),
)

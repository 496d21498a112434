"""Permissions about summaries. Who reads a journal may print what they read; only its owner gives a link away."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from ...common.access.table import ANYBODYS, ANYONE, HOLDER, OWN, Permission, to

PERMISSIONS = (
    Permission("summary.give", _("make a link by which anybody reads a summary"), to(HOLDER, relation=OWN)),
    Permission("share.end", _("withdraw such a link"), to(HOLDER, relation=OWN)),
    Permission("share.open", _("read a summary by its link"), to(ANYONE, relation=ANYBODYS)),
)

"""The stamp that says which site a database belongs to."""

from __future__ import annotations

from django.db import models


class Stamp(models.Model):
    """One row: the site's name, written when the database was made."""

    site = models.CharField(max_length=32, primary_key=True)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """The site's name."""
        return self.site

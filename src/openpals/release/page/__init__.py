"""A release's quality report as one page that needs nothing beside itself."""

from .render import write_page

__all__ = ["write_page"]

"""Grants: access to one release for one project until a day, and how they end."""

"""Bringing in one's own history from a spreadsheet."""

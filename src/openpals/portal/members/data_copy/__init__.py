"""A copy of all that a member has here, for themselves."""

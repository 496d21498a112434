"""Proposals: what is asked for, by whom, and how far it is."""

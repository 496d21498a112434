"""Releases in other people's shapes: what their programs read, made of our tables, with every loss counted."""

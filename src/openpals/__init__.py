"""OpenPALS: the open platform and the open pool for people with ALS."""

__version__ = "0.1.0"

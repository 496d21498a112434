"""Deposits and releases: whole or not at all, verifiable, the same bytes from the same inputs."""

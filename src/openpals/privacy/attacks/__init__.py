"""Attacks that are run against a release before anybody gets it, each measured against guessing.

``catalogue`` declares them; each has a module of its own, which knows what an attacker knows and nothing more.
``outcome`` is what a module finds, ``verdict`` holds it against the policy's limit.
"""

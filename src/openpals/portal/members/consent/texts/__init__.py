"""The texts that members agree to, one file a purpose, version and language.

A published file is never changed: a new wording is a new version, in every language that the site speaks.
"""

"""The first step: what may be told of the people of a release. Its result is published, and is all that goes on."""

from .describe import describe

__all__ = ["describe"]

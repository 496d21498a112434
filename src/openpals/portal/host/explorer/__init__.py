"""Counting people in public: a cohort by bands, all that may be told of it, and keeping it."""

"""A source's rows -> the common model: codes, units, days, quality rules. What is lost keeps its reason."""

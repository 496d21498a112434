"""The Research Proposal Form as data: one declaration asks, checks, prints and is documented."""

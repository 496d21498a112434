"""Terms of data use in the words of GA4GH's Data Use Ontology (DUO), as far as a request may name them."""

from __future__ import annotations

# Code and what it says of a request. Source: the ontology's published terms.
DUO = (
    ("DUO:0000042", "General research use"),
    ("DUO:0000006", "Health, medical or biomedical research"),
    ("DUO:0000007", "Research on one disease (ALS)"),
    ("DUO:0000011", "Research on population origins or ancestry"),
    ("DUO:0000015", "Development of methods is not the aim"),
    ("DUO:0000018", "Only not-for-profit bodies, without commercial use"),
    ("DUO:0000046", "Without commercial use"),
    ("DUO:0000019", "Results will be published"),
    ("DUO:0000021", "An ethics board has approved it"),
    ("DUO:0000029", "Results will be returned to the pool"),
)

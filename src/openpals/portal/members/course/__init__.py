"""A member's course on one page: abilities, breathing, weight, treatments, equipment and symptoms over time."""

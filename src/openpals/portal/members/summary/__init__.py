"""A summary for a doctor: a period and sections of the member's choice, as a page, a PDF, or a link that ends."""

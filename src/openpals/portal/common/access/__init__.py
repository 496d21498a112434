"""Who may do what: one table, one function, for pages, lists, downloads and commands alike."""

"""The quality rules, one function each; ``openpals.model.rules`` lists them with their reasons."""

"""k-anonymity with least loss: hierarchies, classes, the exact optimum, cell suppression, local recoding, measures."""

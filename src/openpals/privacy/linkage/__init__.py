"""The same person in two datasets, found without identity: contributors make tokens, the host compares them."""

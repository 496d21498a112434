"""The same person in two datasets, found without identity: contributors make tokens, a host that sees only these matches."""

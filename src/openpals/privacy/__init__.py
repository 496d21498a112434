"""No identity crosses the wall: pseudonyms, policy, guard, and the risk that is left, measured."""

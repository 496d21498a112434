"""The audit log: append-only, hash-chained, in the same transaction as what it tells of."""

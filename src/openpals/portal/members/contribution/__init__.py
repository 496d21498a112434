"""The platform's contribution to the pool: what members allow, written as a contributor writes it."""

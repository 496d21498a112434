"""The hosting institute's site: it holds no member, by construction."""

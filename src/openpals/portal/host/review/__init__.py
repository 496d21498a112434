"""Review: who judges a proposal, what they wrote, what was asked, and what two stewards decided."""

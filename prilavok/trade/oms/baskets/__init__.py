"""The life of a basket: whose it is, what is held for it, how it is left and brought back. Decision 0032."""

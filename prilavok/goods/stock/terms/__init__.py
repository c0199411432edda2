"""How long things last: terms of the chain, with exceptions of regions and stores, edited in the office."""

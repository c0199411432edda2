"""Order numbers by masks: which series a channel, a store, a legal entity counts in, and that no two ever meet."""

"""Which place of ours a warehouse of an outside system is."""

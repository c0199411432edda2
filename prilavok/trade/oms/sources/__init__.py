"""Where orders come from: the chain's list of sources, and what a visit or a call tells of its source."""

"""Legends: why a price online is lower than in the stores, in words that were agreed upon."""

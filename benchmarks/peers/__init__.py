"""Prilavok beside other open shops, on the same goods, with the same load, in one run."""

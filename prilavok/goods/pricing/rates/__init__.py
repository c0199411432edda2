"""Internal rates of currencies, prices told in them, and how they are rounded."""

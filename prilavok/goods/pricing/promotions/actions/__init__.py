"""What people do to promotions, and what the clock does."""

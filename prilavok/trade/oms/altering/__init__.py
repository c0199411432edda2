"""What changes an order besides its way along the scheme: another store, another person who comes for it."""

"""What is fast, and how we know: `make bench` starts a platform of its own, fills it and prints one table."""

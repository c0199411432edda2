"""What `make check` and `make map` run: house rules, boundaries, translations."""

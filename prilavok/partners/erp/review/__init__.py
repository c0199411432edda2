"""Review: what a person should see before a package is applied, and how it is taken back afterwards."""

"""Review: what a person should see before a package is applied."""

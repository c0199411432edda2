"""Transfers between stores on their way to the accounting system, and its word that it has conducted them."""

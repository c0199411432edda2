"""Receipts beside the whole picture of an outside system."""

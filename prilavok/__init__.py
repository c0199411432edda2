"""Prilavok: one counter for a retail chain that sells in shops and online."""

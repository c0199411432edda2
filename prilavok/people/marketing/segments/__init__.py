"""Segments: people by what they bought, when they came last, their tags, or a list; prices and promotions name them."""

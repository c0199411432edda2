"""Promotions: what they say, as data with revisions; when they hold; how often they were used."""

"""Goods ordered before they have come: out of a dated expected arrival, and never more than is expected.

What is ordered ahead is reserved at once at the place where it will arrive, although nothing lies there yet: the
balance then owes. Whatever comes, by whatever figure, pays that debt first, so nobody can buy it away in between, and
all that already happens to reservations (cancelling, correcting, bringing to another store) happens to these without a
word more. Two things are added: an arrival counts what was promised of it, under a lock of its row, and a hold does not
run out of time until its goods have come.
"""

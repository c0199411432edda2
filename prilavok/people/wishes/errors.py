"""What wishes refuse."""

from prilavok.base.errors import Refused


class TooManyWishes(Refused):
    """There are {limit} products in your favourites already: take some away."""

"""What a till's basket is refused for."""

from prilavok.base.errors import NotFound, Refused


class NotUnderstood(Refused):
    """The request was not understood: {why}."""


class PasswordWanted(Refused):
    """A till's login and password are wanted."""


class StoreUnknown(NotFound):
    """There is no such store, or this till is not of it."""


class CodesUnknown(Refused):
    """These goods are not known: {codes}."""


class CodesAmbiguous(Refused):
    """These codes belong to several goods: {codes}. Ask by the id of the variant."""


class NotForSale(Refused):
    """These goods have no price and cannot be sold: {codes}."""


class SetsAreWhole(Refused):
    """Sets are sold in whole pieces: {titles}."""

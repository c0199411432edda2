"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class CrmConfig(RoomConfig):
    """Customers and their history."""

    name = "prilavok.people.crm"
    label = "crm"
    verbose_name = "Crm"

"""Whether a staged package of goods is applied at once or waits for a person."""

from django.utils.translation import gettext

from prilavok.partners.erp.models import Package


def verdict(package: Package) -> str:
    """Why the package waits, as a sentence; empty when it is applied at once."""
    return gettext("Every package of this node waits for a person's decision.") if package.node.confirm else ""

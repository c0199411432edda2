"""Features that came as ids of properties and values: looked up among the attributes, for a whole batch at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext

from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantDraft
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.dialects.offers import OfferFacts


def with_named_features(
    batch: Batch, drafts: Mapping[str, VariantDraft], facts: Sequence[OfferFacts]
) -> dict[str, VariantDraft]:
    """The drafts, those whose features were told as properties with features in words."""
    told = {
        one.external_id: one.identity.properties
        for one in facts
        if one.external_id in drafts and one.identity is not None and one.identity.properties
    }
    if not told:
        return dict(drafts)
    names = pim.named_values(system=batch.namespace, pairs=[pair for pairs in told.values() for pair in pairs])
    made = dict(drafts)
    for external_id, pairs in told.items():
        if any(pair not in names for pair in pairs):
            batch.notes.add("feature_unnamed", external_id)
            batch.waiting.add(external_id)
        found = tuple(names.get(pair) or (gettext("Feature"), pair[1]) for pair in pairs)
        made[external_id] = replace(made[external_id], features=tuple(dict.fromkeys(found)))
    return made

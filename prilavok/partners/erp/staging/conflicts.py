"""Before a staged package is applied: are its digests a fair judgement of it, seen whole?

A thing may be told several times in one package, in different words. When one telling is known and another is new, the
known one was left out though it might have the last word: what is known of the thing is forgotten and the file read
once more. Digests of such things are not kept, so this happens at most once for each.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from prilavok.base.bulk import fetch, numbers, texts
from prilavok.base.unit import unit
from prilavok.partners.erp.models import PackageFile
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.staging import digests
from prilavok.partners.erp.staging.digests import Applied
from prilavok.partners.erp.staging.facets import WHO
from prilavok.partners.erp.staging.stage_file import stage_again

SEVERAL: Final = """
SELECT lane, key, bool_or(payload IS NULL AND digest IS NOT NULL) AND bool_or(payload IS NOT NULL) FROM erp_staged
WHERE file_id = ANY(%s::bigint[]) AND lane IN ('product', 'offer') AND key <> ''
GROUP BY lane, key
HAVING count(*) > 1 AND sum(mask) <> bit_or(mask) AND (count(DISTINCT digest) > 1 OR count(digest) < count(*))
"""
LEFT_OUT: Final = """
SELECT DISTINCT file_id FROM erp_staged
WHERE file_id = ANY(%s::bigint[]) AND lane = %s AND key = ANY(%s::text[]) AND payload IS NULL AND digest IS NOT NULL
"""
# How a full file spoke of pictures the last time, per catalogue.
PICTURES: Final = "pictures"

Several = dict[str, frozenset[str]]


def told_several_times(files: Sequence[PackageFile]) -> tuple[Several, Several]:
    """By lane the keys told in several ways; and those of them that are known in one way and new in another."""
    several: dict[str, set[str]] = {kinds.PRODUCT: set(), kinds.OFFER: set()}
    mixed: dict[str, set[str]] = {}
    for lane, key, is_mixed in fetch(SEVERAL, [numbers(file.pk for file in files)]):
        several[lane].add(key)
        if is_mixed:
            mixed.setdefault(lane, set()).add(key)
    return _frozen(several), _frozen(mixed)


def read_again(files: Sequence[PackageFile], mixed: Several) -> int:
    """Forget what is known of these things and of cards whose silence about pictures means something else now; returns
    how many files must be staged again. Opens a unit."""
    silent = [file for file in files if _speaks_of_pictures_now(file)]
    if not mixed and not silent:
        return 0
    namespace = files[0].package.node.namespace
    with unit():
        again = set(silent)
        if silent:
            digests.forget(namespace, lane=kinds.PRODUCT)
        for lane, keys in mixed.items():
            found = fetch(LEFT_OUT, [numbers(file.pk for file in files), lane, texts(keys)])
            again.update(file for file in files if (file.pk,) in found)
            digests.forget(namespace, lane=lane, keys=keys)
        for file in again:
            stage_again(file)
    return len(again)


def remember_pictures(file: PackageFile) -> None:
    """Note whether the full file spoke of pictures. Joins the unit."""
    namespace, digest = file.package.node.namespace, UUID(int=int(file.has_images)).hex
    for catalogue in _catalogues(file):
        if not digests.known(namespace, PICTURES, [catalogue], [digest]):
            digests.remember(namespace, PICTURES, [Applied(catalogue, WHO, digest)])


def _speaks_of_pictures_now(file: PackageFile) -> bool:
    """True when cards of this file were left out as known, that were applied from a file without any picture."""
    if not file.is_full or not file.has_images or "unchanged" not in file.counts.get(kinds.PRODUCT, {}):
        return False
    catalogues = _catalogues(file)
    silent = UUID(int=0).hex
    return bool(digests.known(file.package.node.namespace, PICTURES, catalogues, [silent] * len(catalogues)))


def _catalogues(file: PackageFile) -> list[str]:
    if not file.is_full or file.kind != "catalogue":
        return []
    return sorted({str(said["catalogue"]) for said in file.frames if said["part"] == "catalogue"})


def _frozen(keys: dict[str, set[str]]) -> Several:
    return {lane: frozenset(found) for lane, found in keys.items()}

"""Pictures of a package, as many at once as memory and patience allow."""

from collections.abc import Sequence

from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.partners.erp import spool
from prilavok.partners.erp.actions._batch import Batch, keep
from prilavok.partners.erp.models import PackageFile


def import_images(files: Sequence[PackageFile]) -> None:
    """Hand pictures of one package to pim, announced at once; a bad one is a warning and never stops an import."""
    with unit():
        ids = [file.pk for file in files]
        locked = PackageFile.objects.select_for_update().filter(pk__in=ids, position=0).order_by("pk")
        waiting = {row.pk for row in locked}
        fresh = [file for file in files if file.pk in waiting]
        contents = [(file.name, spool.path_of(file).read_bytes()) for file in fresh]
        whole = Batch(node=files[0].package.node, file=files[0])
        warnings = pim.attach_images(system=whole.namespace, pictures=contents, source=whole.source)
        for file in fresh:
            batch = Batch(node=file.package.node, file=file)
            batch.count("image", read=1)
            if file.name in warnings:
                batch.notes.add("image_bad", f"{file.name}: {warnings[file.name]}")
            keep(file, batch, 1)

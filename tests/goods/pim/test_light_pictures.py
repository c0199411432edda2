"""AVIF is made beside the WebP, later, once, and never while an exchange brings pictures."""

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from prilavok.base.unit import unit
from prilavok.goods.pim import api
from prilavok.goods.pim.actions.lighten_pictures import lighten_pictures
from tests.goods.pim.make import SYSTEM, make_product

pytestmark = pytest.mark.django_db


def photo(seed: int) -> bytes:
    """A picture with the soft noise of a photograph, where AVIF wins."""
    noise = Image.effect_noise((240, 240), 60 + seed).resize((960, 960), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    noise.convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def test_avif_is_made_later_once_and_only_when_no_more_pictures_come(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with unit():
        product_id = make_product(images=("1.png", "2.png"))
        api.attach_image(system=SYSTEM, path="1.png", content=photo(1))
        api.attach_image(system=SYSTEM, path="2.png", content=photo(2))
    heavy = api.cards(product_ids=[product_id])[product_id].images[0].url.removeprefix("/media/")
    light = heavy.replace(".webp", ".avif")

    assert lighten_pictures(budget_s=30, calm_s=60) == 0
    assert not default_storage.exists(light)
    assert lighten_pictures(budget_s=30, calm_s=0) == 2
    assert 0 < default_storage.size(light) < default_storage.size(heavy)
    assert lighten_pictures(budget_s=30, calm_s=0) == 0

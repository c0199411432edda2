"""Every address of the house. The office's screens stand before Wagtail's, which is its shell."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from prilavok.config.health import health
from prilavok.config.media import media

OFFICE = [
    path("", include("prilavok.foundation.accounts.web.urls")),
    path("", include("prilavok.foundation.privacy.web.urls")),
    path("", include("prilavok.foundation.messaging.web.urls")),
    path("", include("prilavok.foundation.contour.web.urls")),
    path("", include("prilavok.goods.pim.web.urls")),
    path("", include("prilavok.goods.pricing.web.urls")),
    path("", include("prilavok.goods.stock.web.urls")),
    path("", include("prilavok.goods.assortment.web.urls")),
    path("", include("prilavok.goods.bundles.web.urls")),
    path("", include("prilavok.trade.payments.web.urls")),
    path("", include("prilavok.trade.fulfilment.web.urls")),
    path("", include("prilavok.trade.receipts.web.urls")),
    path("", include("prilavok.trade.oms.web.urls")),
    path("", include("prilavok.people.crm.web.urls")),
    path("", include("prilavok.people.reviews.web.urls")),
    path("", include("prilavok.people.marketing.web.urls")),
    path("", include("prilavok.partners.erp.web.urls")),
    path("", include("prilavok.insight.analytics.web.urls")),
    path("", include("prilavok.insight.recommendations.web.urls")),
    path("", include("prilavok.doors.storefront.web.desk_urls")),
    path("", include("prilavok.doors.office.web.urls")),
    path("", include(wagtailadmin_urls)),
]
urlpatterns = [
    path("office/", include(OFFICE)),
    path("counter/", include("prilavok.doors.counter.web.urls")),
    path("api/till/", include("prilavok.doors.tills.web.urls")),
    path("1c/", include("prilavok.partners.erp.web.exchange_urls")),
    path("hooks/", include("prilavok.foundation.messaging.web.hook_urls")),
    path("media/<path:path>", media),
    path("health/", health),
    path("", include("prilavok.doors.storefront.web.urls")),
]

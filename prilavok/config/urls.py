"""Every address of the house. The office's screens stand before Wagtail's, which is its shell."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from prilavok.config.health import health
from prilavok.config.media import media

urlpatterns = [
    path("office/", include("prilavok.foundation.accounts.web.urls")),
    path("office/", include("prilavok.foundation.privacy.web.urls")),
    path("office/", include("prilavok.foundation.messaging.web.urls")),
    path("office/", include("prilavok.foundation.contour.web.urls")),
    path("office/", include("prilavok.goods.pim.web.urls")),
    path("office/", include("prilavok.goods.pricing.web.urls")),
    path("office/", include("prilavok.goods.stock.web.urls")),
    path("office/", include("prilavok.goods.assortment.web.urls")),
    path("office/", include("prilavok.goods.bundles.web.urls")),
    path("office/", include("prilavok.trade.payments.web.urls")),
    path("office/", include("prilavok.trade.fulfilment.web.urls")),
    path("office/", include("prilavok.trade.receipts.web.urls")),
    path("office/", include("prilavok.trade.oms.web.urls")),
    path("office/", include("prilavok.people.crm.web.urls")),
    path("office/", include("prilavok.people.reviews.web.urls")),
    path("office/", include("prilavok.people.marketing.web.urls")),
    path("office/", include("prilavok.partners.erp.web.urls")),
    path("office/", include("prilavok.insight.analytics.web.urls")),
    path("office/", include("prilavok.insight.recommendations.web.urls")),
    path("office/", include("prilavok.doors.storefront.web.desk_urls")),
    path("office/", include("prilavok.doors.office.web.urls")),
    path("office/", include(wagtailadmin_urls)),
    path("counter/", include("prilavok.doors.counter.web.urls")),
    path("api/till/", include("prilavok.doors.tills.web.urls")),
    path("1c/", include("prilavok.partners.erp.web.exchange_urls")),
    path("hooks/", include("prilavok.foundation.messaging.web.hook_urls")),
    path("media/<path:path>", media),
    path("health/", health),
    path("", include("prilavok.doors.storefront.web.urls")),
]

"""Addresses of the shop."""

from django.urls import URLPattern, URLResolver, path

from prilavok.doors.storefront.web import (
    account,
    basket,
    catalogue,
    checkout,
    history,
    landing,
    orders,
    places,
    product,
    robots,
)

app_name = "storefront"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", catalogue.home, name="home"),
    path("catalog/", catalogue.catalog, name="catalog"),
    path("catalog/choice/<slug:slug>/", catalogue.landing, name="landing"),
    path("catalog/<slug:slug>/", catalogue.category, name="category"),
    path("product/<slug:slug>/", product.product, name="product"),
    path("search/", catalogue.search, name="search"),
    path("search/suggest/", catalogue.suggest, name="suggest"),
    path("city/", places.city, name="city"),
    path("city/<slug:slug>/", landing.city, name="landing_city"),
    path("region/<slug:code>/", landing.region, name="landing_region"),
    path("store/", places.store, name="store"),
    path("stores/", places.stores, name="stores"),
    path("language/", places.language, name="language"),
    path("me/", places.me, name="me"),
    path("basket/", basket.basket, name="basket"),
    path("basket/line/", basket.put_line, name="put_line"),
    path("basket/accept/", basket.accept, name="accept"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("checkout/done/<slug:token>/", checkout.done, name="done"),
    path("order/<slug:token>/", orders.order, name="order"),
    path("order/<slug:token>/status/", orders.status, name="order_status"),
    path("order/<slug:token>/cancel/", orders.cancel, name="cancel_order"),
    path("account/", account.account, name="account"),
    path("account/login/", account.login, name="login"),
    path("account/login/code/", account.login_code, name="login_code"),
    path("account/receipts/<int:receipt_id>/", history.receipt, name="receipt"),
    path("account/contact/", history.contact, name="contact"),
    path("account/contact/code/", history.contact_code, name="contact_code"),
    path("account/contact/decline/", history.decline_contact, name="decline_contact"),
    path("account/logout/", account.logout, name="logout"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
    path("robots.txt", robots.robots, name="robots"),
    path("styleguide/", robots.styleguide, name="styleguide"),
]

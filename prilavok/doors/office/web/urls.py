"""Addresses of the screens that compose several rooms."""

from django.urls import path

from prilavok.doors.office.web import desk, documents, home, orders, people, price_rules, relocating, search, short

app_name = "office"
urlpatterns = [
    path("", home.show_home, name="home"),
    path("search/", search.show_search, name="search"),
    path("orders/", orders.show_orders, name="orders"),
    path("orders/new/", desk.open_desk, name="desk_open"),
    path("orders/new/<str:token>/", desk.show_desk, name="desk"),
    path("orders/new/<str:token>/line/", desk.set_line, name="desk_line"),
    path("orders/new/<str:token>/coupon/", desk.set_coupon, name="desk_coupon"),
    path("orders/new/<str:token>/place/", desk.place, name="desk_place"),
    path("orders/short/", short.show_short, name="short"),
    path("orders/<str:number>/", orders.show_order, name="order"),
    path("orders/<str:number>/drop-missing/", short.drop_missing, name="order_drop_missing"),
    path("orders/<str:number>/store/", relocating.move_to_store, name="order_store"),
    path("orders/<str:number>/bring/", orders.bring_order, name="order_bring"),
    path("orders/<str:number>/move/", orders.move_order, name="order_move"),
    path("orders/<str:number>/refunds/<int:refund_id>/", documents.decide_refund, name="order_refund"),
    path("orders/<str:number>/cancel/", orders.cancel_order, name="order_cancel"),
    path("prices/types/<int:price_type_id>/role/", price_rules.choose_role, name="price_role"),
    path("prices/rules/", price_rules.show_rules, name="price_rules"),
    path("prices/rules/new/", price_rules.new_rule, name="price_rule_new"),
    path("prices/rules/<int:rule_id>/", price_rules.edit_rule, name="price_rule"),
    path("prices/rules/<int:rule_id>/drop/", price_rules.drop_rule, name="price_rule_drop"),
    path("people/", people.show_people, name="people"),
    path("people/new/", people.hire, name="person_new"),
    path("people/<int:person_id>/", people.show_person, name="person"),
    path("people/<int:person_id>/grants/", people.save_grants, name="person_grants"),
    path("people/<int:person_id>/password/", people.save_password, name="person_password"),
]

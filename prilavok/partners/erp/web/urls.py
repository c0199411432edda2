"""Addresses of the exchange's screens, under /office/."""

from django.urls import path

from prilavok.partners.erp.web import (
    board,
    causes,
    conflicts,
    journal,
    order_rules,
    plans,
    queues,
    review,
    talks,
    views,
)

app_name = "erp"
urlpatterns = [
    path("exchange/", board.show_exchange, name="exchange"),
    path("exchange/schedule/", board.show_schedule, name="schedule"),
    path("exchange/incidents/", board.show_incidents, name="incidents"),
    path("exchange/incidents/<int:incident_id>/seen/", board.acknowledge, name="acknowledge"),
    path("exchange/waiting/", talks.show_waiting, name="waiting"),
    path("exchange/warnings/", causes.show_causes, name="causes"),
    path("exchange/warnings/<slug:code>/", causes.show_cause, name="cause"),
    path("exchange/warnings/<slug:code>/csv/", causes.download_cause, name="cause_csv"),
    path("exchange/talks/", talks.show_talks, name="talks"),
    path("exchange/talks/<int:session_id>/", talks.show_talk, name="talk"),
    path("exchange/given/<int:line_id>/", talks.download_given, name="given"),
    path("exchange/packages/", journal.show_packages, name="packages"),
    path("exchange/packages/<int:package_id>/", journal.show_package, name="package"),
    path("exchange/packages/<int:package_id>/rerun/", journal.rerun, name="rerun"),
    path("exchange/packages/<int:package_id>/absent/", journal.decide_absent, name="decide_absent"),
    path("exchange/packages/<int:package_id>/undo/", review.show_undo, name="undo"),
    path("exchange/packages/<int:package_id>/undo/start/", review.start_undo, name="start_undo"),
    path("exchange/files/<int:file_id>/", journal.download, name="file"),
    path("exchange/nodes/", views.show_nodes, name="nodes"),
    path("exchange/nodes/new/", views.edit_node, name="new_node"),
    path("exchange/nodes/<int:node_id>/", views.edit_node, name="node"),
    path("exchange/nodes/<int:node_id>/password/", views.renew_password, name="renew_password"),
    path("exchange/nodes/<int:node_id>/plans/", plans.edit_plans, name="plans"),
    path("exchange/nodes/<int:node_id>/pause/", board.pause, name="pause"),
    path("exchange/nodes/<int:node_id>/resume/", board.resume, name="resume"),
    path(
        "exchange/nodes/<int:node_id>/warehouses/<int:mentioned_id>/",
        views.decide_warehouse,
        name="decide_warehouse",
    ),
    path("exchange/statuses/", queues.show_statuses, name="statuses"),
    path("exchange/statuses/set/", queues.set_status, name="set_status"),
    path("exchange/nodes/<int:node_id>/orders/", order_rules.edit_rules, name="order_rules"),
    path("exchange/conflicts/", conflicts.show_conflicts, name="conflicts"),
    path("exchange/conflicts/<int:conflict_id>/", conflicts.show_conflict, name="conflict"),
    path("exchange/conflicts/<int:conflict_id>/settle/", conflicts.settle_conflict, name="settle_conflict"),
    path("exchange/documents/<int:document_id>/dismiss/", conflicts.dismiss_document, name="dismiss_document"),
    path("exchange/orders/", queues.show_exports, name="exports"),
    path("exchange/orders/<int:export_id>/retry/", queues.retry_export, name="retry_export"),
]

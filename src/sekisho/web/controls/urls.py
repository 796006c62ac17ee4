"""Addresses of the controls room; mounted at the root."""

from django.urls import path

from sekisho.web.controls.views import board, clause, control

app_name = "controls"
urlpatterns = [
    path("", board.board, name="board"),
    path("api/status.json", board.board_json, name="board-json"),
    path("threats/", board.threats, name="threats"),
    path("zones/", board.zones, name="zones"),
    path("due/", board.due, name="due"),
    path("clauses/<int:edition>/<path:clause_id>/", clause.clause, name="clause"),
    path("controls/", control.catalogue, name="catalogue"),
    path("controls/<str:control_id>/", control.control, name="control"),
    path("controls/<str:control_id>/run/", control.run, name="run"),
    path("controls/<str:control_id>/set-aside/", control.set_aside, name="set-aside"),
    path("controls/<str:control_id>/apply-again/", control.apply_again, name="apply-again"),
    path("controls/<str:control_id>/attest/<str:check_id>/", control.attest, name="attest"),
]

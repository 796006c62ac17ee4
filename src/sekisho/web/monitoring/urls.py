"""Addresses of this room, below `monitoring/`."""

from django.urls import path

from sekisho.web.monitoring.views import alerts, rules, searching, sources, watching

app_name = "monitoring"

urlpatterns = [
    path("", watching.watch, name="watch"),
    path("report/", watching.report, name="report"),
    path("report.docx", watching.report, {"form": "docx"}, name="report-docx"),
    path("alerts/", alerts.all_of_them, name="alerts"),
    path("alerts/<int:pk>/", alerts.alert, name="alert"),
    path("alerts/<int:pk>/incident/", alerts.incident, name="incident"),
    path("alerts/<int:pk>/explain/", alerts.explain, name="explain"),
    path("alerts/<int:pk>/suppress/", alerts.suppress, name="suppress"),
    path("suppressions/<int:pk>/lift/", alerts.lift, name="lift"),
    path("sources/", sources.all_of_them, name="sources"),
    path("sources/new/", sources.register, name="register"),
    path("sources/<int:pk>/", sources.change, name="source"),
    path("sources/<int:pk>/close/", sources.close, name="close"),
    path("search/", searching.search, name="search"),
    path("rules/", rules.all_of_them, name="rules"),
    path("rules/<int:pk>/withdraw/", rules.withdraw, name="withdraw"),
]

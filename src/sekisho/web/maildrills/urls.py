"""Addresses of this room, below `maildrills/`."""

from django.urls import path

from sekisho.web.maildrills.views import reading, running

app_name = "maildrills"

urlpatterns = [
    path("", running.drills, name="list"),
    path("new/", running.drill_add, name="add"),
    path("letters/", running.letters, name="letters"),
    path("report/", reading.report, name="report"),
    path("<int:pk>/", running.drill, name="drill"),
    path("<int:pk>/cancel/", running.drill_cancel, name="cancel"),
]

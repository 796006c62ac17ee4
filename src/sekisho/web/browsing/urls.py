"""Addresses of this room, below `browsing/`."""

from django.urls import path

from sekisho.web.browsing import views

app_name = "browsing"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("screen/", views.screen, name="screen"),
    path("end/", views.end, name="end"),
    path("terminals/", views.terminals, name="terminals"),
    path("text/", views.text, name="text"),
    path("text/in/", views.text_in, name="text-in"),
    path("lend/", views.lend, name="lend"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/<int:pk>/", views.session, name="session"),
    path("sessions/<uuid:session>/end/", views.end_of, name="end-of"),
]

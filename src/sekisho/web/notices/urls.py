"""Addresses of this room."""

from django.urls import path

from sekisho.web.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("settings/", views.settings, name="settings"),
    path("done/", views.closed, name="closed"),
    path("<int:pk>/done/", views.finish, name="finish"),
]

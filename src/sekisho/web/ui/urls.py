"""Addresses of this room."""

from django.urls import path

from sekisho.web.ui import views

app_name = "ui"
urlpatterns = [path("", views.gallery, name="gallery")]

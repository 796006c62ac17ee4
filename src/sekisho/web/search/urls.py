"""Addresses of the search room."""

from django.urls import path

from sekisho.web.search import views

app_name = "search"
urlpatterns = [path("", views.search, name="search")]

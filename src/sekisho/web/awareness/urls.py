"""Addresses of this room, below `awareness/`."""

from django.urls import path

from sekisho.web.awareness import views

app_name = "awareness"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("bulletins/", views.bulletins, name="bulletins"),
    path("bulletins/new/", views.bulletin_add, name="bulletin-add"),
    path("bulletins/<int:pk>/", views.bulletin, name="bulletin"),
    path("bulletins/<int:pk>/open/", views.bulletin_open, name="bulletin-open"),
    path("bulletins/<int:pk>/end/", views.bulletin_end, name="bulletin-end"),
    path("bulletins/<int:pk>/poster.pdf", views.poster, name="poster"),
    path("bulletins/<int:pk>/poster.docx", views.poster, {"form": "docx"}, name="poster-docx"),
]

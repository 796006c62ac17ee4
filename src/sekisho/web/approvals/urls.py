"""Addresses of this room."""

from django.urls import path

from sekisho.web.approvals import views

app_name = "approvals"

urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("decided/", views.decided, name="decided"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/return/", views.give_back, name="give-back"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]

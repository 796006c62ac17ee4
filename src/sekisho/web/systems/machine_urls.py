"""The address at which backup programs report."""

from django.urls import path

from sekisho.web.systems.views import machine

app_name = "system-machines"

urlpatterns = [path("backup", machine.backup, name="backup")]

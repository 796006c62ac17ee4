"""Addresses that terminals use by themselves."""

from django.urls import path

from sekisho.web.terminals.views import machine

app_name = "terminal-machines"

urlpatterns = [
    path("osquery/enroll", machine.enrol, name="enrol"),
    path("osquery/config", machine.config, name="config"),
    path("osquery/distributed/read", machine.distributed_read, name="distributed-read"),
    path("osquery/distributed/write", machine.distributed_write, name="distributed-write"),
    path("osquery/log", machine.log, name="log"),
    path("report", machine.report, name="report"),
]

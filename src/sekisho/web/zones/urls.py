"""Addresses of this room's pages."""

from django.urls import path

from sekisho.web.zones.views import board, design, devices, flowlogs, flows, probes, proofs, rules

app_name = "zones"

urlpatterns = [
    path("", board.board, name="map"),
    path("model/", design.model, name="model"),
    path("<int:pk>/", design.zone, name="zone"),
    path("gateways/new/", design.record_gateway, name="record-gateway"),
    path("gateways/<int:pk>/", design.change_gateway, name="gateway"),
    path("gateways/<int:pk>/close/", design.close_gateway, name="close-gateway"),
    path("flows/new/", flows.ask, name="ask"),
    path("flows/<int:pk>/", flows.flow, name="flow"),
    path("flows/<int:pk>/end/", flows.end, name="end"),
    path("devices/new/", devices.record, name="record-device"),
    path("devices/<int:pk>/", devices.device, name="device"),
    path("devices/<int:pk>/change/", devices.change, name="change-device"),
    path("devices/<int:pk>/retire/", devices.retire, name="retire-device"),
    path("devices/<int:pk>/upload/", devices.upload, name="upload"),
    path("devices/<int:pk>/prove/", devices.prove, name="prove"),
    path("configurations/<int:pk>/confirm/", devices.confirm, name="confirm"),
    path("configurations/<int:pk>/text/", devices.text, name="text"),
    path("proofs/<int:pk>/", proofs.proof, name="proof"),
    path("flow-logs/", flowlogs.flow_logs, name="flow-logs"),
    path("flow-logs/new/", flowlogs.take, name="take-flow-log"),
    path("flow-logs/<int:pk>/", flowlogs.flow_log, name="flow-log"),
    path("probes/", probes.probes, name="probes"),
    path("probes/new/", probes.take, name="take-probe"),
    path("probes/<int:pk>/", probes.probe, name="probe"),
    path("proofs/<int:pk>/replay/", proofs.replay, name="replay"),
    path("rules/", rules.rules, name="rules"),
    path("rules/zones.yaml", rules.policy_file, name="policy-file"),
    path("rules/sekisho.nft", rules.rules_file, name="rules-file"),
]

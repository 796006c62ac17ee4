"""Addresses of audits, below `audits/`."""

from django.urls import path

from sekisho.web.audits.views import auditing, fieldwork, outside

app_name = "audits"

urlpatterns = [
    path("", auditing.board, name="board"),
    path("plans/new/", auditing.plan_add, name="plan-add"),
    path("plans/<int:pk>/", auditing.plan, name="plan"),
    path("plans/<int:pk>/approve/", auditing.plan_approve, name="plan-approve"),
    path("plans/<int:pk>/audits/new/", auditing.order, name="order"),
    path("<int:pk>/", auditing.audit, name="audit"),
    path("<int:pk>/members/new/", auditing.member_add, name="member-add"),
    path("<int:pk>/external/new/", outside.external_add, name="external-add"),
    path("<int:pk>/package/", outside.package, name="package"),
    path("<int:pk>/findings/new/", auditing.finding_add, name="finding-add"),
    path("<int:pk>/report/", auditing.report, name="report"),
    path("<int:pk>/report.pdf", auditing.report_pdf, name="report-pdf"),
    path("<int:pk>/report.docx", auditing.report_docx, name="report-docx"),
    path("members/<int:pk>/remove/", auditing.member_remove, name="member-remove"),
    path("items/<int:pk>/", fieldwork.item, name="item"),
    path("items/<int:pk>/sample/", fieldwork.sample, name="sample"),
]

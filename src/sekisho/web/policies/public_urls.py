"""Addresses of the basic policy for the public, below `policy/`."""

from django.urls import path

from sekisho.web.policies.views import public

app_name = "policy"

urlpatterns = [
    path("", public.page, name="page"),
    path("policy.html", public.download, name="download"),
    path("policy.pdf", public.pdf, name="pdf"),
    path("policy.docx", public.word, name="docx"),
]

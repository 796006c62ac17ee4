"""Answers of ours where a page of allauth would lead nowhere."""

from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from sekisho.web.organization.models import Account
from sekisho.web.ui.access import View


def with_a_password(view: View) -> View:
    """Tell an account without a password how to get one; allauth's page for it is not mounted."""

    @wraps(view)  # the library's access rule is found by the view inside
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, Account) and not request.user.has_usable_password():
            return render(request, "account/password_none.html")
        return view(request, *args, **kwargs)

    return answer

"""Addresses of people, units, roles, scope and accounts."""

from django.urls import path

from sekisho.web.organization.registered import PEOPLE
from sekisho.web.organization.views import accounts, people, roles, scope, units
from sekisho.web.registers.views import pages

app_name = "organization"
urlpatterns = [
    path("people/", people.people, name="people"),
    *pages(PEOPLE, home="organization:people", prefix="people/table/"),
    path("people/add/", people.person_add, name="person-add"),
    path("people/<uuid:opaque_id>/", people.person, name="person"),
    path("people/<uuid:opaque_id>/change/", people.person_change, name="person-change"),
    path("people/<uuid:opaque_id>/leave/", people.person_leave, name="person-leave"),
    path("people/<uuid:opaque_id>/erase/", people.person_erase, name="person-erase"),
    path("people/<uuid:opaque_id>/role/", roles.role_assign, name="role-assign"),
    path("people/<uuid:opaque_id>/scope/", scope.scope_enter, name="scope-enter"),
    path("people/<uuid:opaque_id>/account/open/", accounts.account_open, name="account-open"),
    path("people/<uuid:opaque_id>/account/reopen/", accounts.account_reopen, name="account-reopen"),
    path("people/<uuid:opaque_id>/account/close/", accounts.account_close, name="account-close"),
    path(
        "people/<uuid:opaque_id>/account/password/",
        accounts.password_reset,
        name="password-reset",
    ),
    path(
        "people/<uuid:opaque_id>/account/second-factor/",
        accounts.second_factor_reset,
        name="second-factor-reset",
    ),
    path("units/", units.units, name="units"),
    path("units/add/", units.unit_add, name="unit-add"),
    path("units/<int:pk>/", units.unit_change, name="unit-change"),
    path("posts/add/", units.post_add, name="post-add"),
    path("posts/<int:pk>/", units.post_change, name="post-change"),
    path("roles/", roles.roles, name="roles"),
    path("roles/<int:pk>/end/", roles.role_end, name="role-end"),
    path("scope/", scope.scope, name="scope"),
    path("scope.csv", scope.scope_csv, name="scope-csv"),
    path("scope/<int:pk>/end/", scope.scope_end, name="scope-end"),
    path("accounts/", accounts.accounts, name="accounts"),
]

"""Addresses of signing in: only the allauth pages this product uses, one by one.

allauth looks its pages up by these names, so they stand in no namespace. Changes of a second
factor run in one transaction with the evidence of them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.db import transaction
from django.urls import path

from sekisho.web.organization import signin_forms as forms
from sekisho.web.organization.views.signing_in import with_a_password

sealed = transaction.atomic

urlpatterns = [
    path("login/", account.LoginView.as_view(form_class=forms.SignInForm), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path(
        "reauthenticate/",
        account.ReauthenticateView.as_view(form_class=forms.ConfirmPasswordForm),
        name="account_reauthenticate",
    ),
    path(
        "password/change/",
        with_a_password(account.PasswordChangeView.as_view(form_class=forms.NewPasswordForm)),
        name="account_change_password",
    ),
    path("2fa/", mfa.index, name="mfa_index"),
    path(
        "2fa/authenticate/",
        mfa.AuthenticateView.as_view(
            form_class=forms.CodeForm, webauthn_form_class=forms.PasskeyForm
        ),
        name="mfa_authenticate",
    ),
    path(
        "2fa/reauthenticate/",
        mfa.ReauthenticateView.as_view(form_class=forms.ConfirmCodeForm),
        name="mfa_reauthenticate",
    ),
    path(
        "2fa/totp/activate/",
        sealed(totp.ActivateTOTPView.as_view(form_class=forms.FirstCodeForm)),
        name="mfa_activate_totp",
    ),
    path("2fa/totp/deactivate/", sealed(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        sealed(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("2fa/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path(
        "2fa/passkeys/add/",
        sealed(webauthn.AddWebAuthnView.as_view(form_class=forms.NewPasskeyForm)),
        name="mfa_add_webauthn",
    ),
    path(
        "2fa/passkeys/reauthenticate/",
        webauthn.ReauthenticateWebAuthnView.as_view(form_class=forms.ConfirmPasskeyForm),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "2fa/passkeys/<int:pk>/remove/",
        sealed(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path(
        "2fa/passkeys/<int:pk>/edit/",
        webauthn.EditWebAuthnView.as_view(form_class=forms.PasskeyNameForm),
        name="mfa_edit_webauthn",
    ),
    path(
        "2fa/passkeys/login/",
        webauthn.LoginWebAuthnView.as_view(form_class=forms.PasskeySignInForm),
        name="mfa_login_webauthn",
    ),
]

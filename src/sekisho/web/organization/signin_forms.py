"""allauth's forms with this product's words, and passkey answers that never break a page."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_MALFORMED = (AttributeError, IndexError, KeyError, LookupError, TypeError, ValueError)
"""What the WebAuthn library raises on an answer no browser gave."""

_LARGEST = 1 << 16  # algorithms are small numbers (COSE: -65535 to 65535)
CODE = _("コード")


def _name(form: forms.Form, **labels: Any) -> None:
    """Give fields their labels; a placeholder that repeats them is taken away."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Sign-in name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, login=_("利用者ID"), password=_("パスワード"))


class ConfirmPasswordForm(ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, password=_("パスワード"))


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(
            self,
            oldpassword=_("現在のパスワード"),
            password1=_("新しいパスワード"),
            password2=_("新しいパスワード（もう一度）"),
        )


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """A code of the authenticator app, or a recovery code, while signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, code=CODE)


class ConfirmCodeForm(ReauthenticateCodeForm):  # type: ignore[misc]  # allauth ships no types
    """A code once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, code=CODE)


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, code=CODE)


class _CheckedAnswer:
    """An answer of a passkey that is not one is a wrong answer, not an error of ours."""

    def clean_credential(self) -> Any:
        """Return the authenticator that answered."""
        _refuse_numbers(self.cleaned_data.get("credential"))  # type: ignore[attr-defined]  # a form
        try:
            return super().clean_credential()  # type: ignore[misc]  # the form this is mixed into
        except _MALFORMED as error:
            raise _incorrect() from error


class PasskeySignInForm(_CheckedAnswer, LoginWebAuthnForm):  # type: ignore[misc]  # see above
    """Signing in with a passkey alone."""


class PasskeyForm(_CheckedAnswer, AuthenticateWebAuthnForm):  # type: ignore[misc]  # see above
    """A passkey after the password."""


class ConfirmPasskeyForm(_CheckedAnswer, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # see above
    """A passkey once more."""


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A new passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, name=_("名前"), passwordless=_("このパスキーだけでログインできるようにする"))
        self.fields["passwordless"].help_text = _(
            "指紋・顔・暗証番号などの確認ができる端末で使えます。"
        )

    def clean(self) -> dict[str, Any]:
        """Check the answer of the browser."""
        _refuse_numbers(self.cleaned_data.get("credential"))
        try:
            cleaned: dict[str, Any] = super().clean()
        except _MALFORMED as error:
            raise _incorrect() from error
        return cleaned


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """The name of a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, name=_("名前"))


def _refuse_numbers(untrusted_answer: object) -> None:
    """Refuse an answer with a large number in it, wherever it stands.

    Browsers answer in base64 words; the library makes that many bytes of a number it meets instead.
    """
    match untrusted_answer:
        case dict():
            for each in untrusted_answer.values():
                _refuse_numbers(each)
        case list():
            for each in untrusted_answer:
                _refuse_numbers(each)
        case int() | float() if not -_LARGEST < untrusted_answer < _LARGEST:
            raise _incorrect()


def _incorrect() -> ValidationError:
    error: ValidationError = get_adapter().validation_error("incorrect_code")
    return error

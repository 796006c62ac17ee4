"""How allauth behaves here: no signing up, secrets encrypted, words of this product."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.access import SECOND_FACTORS, second_factor_used, standing_of
from sekisho.web.organization.errors import NotAdmittedError
from sekisho.web.organization.models import Account

_INCORRECT_CODE = _(
    "コードが正しくありません。認証アプリに表示されている新しいコードを入力してください。"
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by the desk, never by signing up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "enter_current_password": _("現在のパスワードを入力してください。"),
        "incorrect_password": _("パスワードが正しくありません。"),
        "incorrect_code": _INCORRECT_CODE,
        "invalid_login": _("利用者IDかパスワードが正しくありません。"),
        "rate_limited": _("操作の回数が多すぎます。しばらく待ってからやり直してください。"),
        "too_many_login_attempts": _(
            "失敗が続いたため、しばらく受け付けません。5分ほど待ってからやり直してください。"
        ),
        "username_password_mismatch": _("利用者IDかパスワードが正しくありません。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """Nobody signs up alone."""
        return False

    def pre_login(self, request: HttpRequest, user: Account, **_kwargs: Any) -> HttpResponse | None:
        """Refuse, after the right password, whoever may not be signed in today."""
        try:
            _check_not_lapsed(user)
            standing_of(user, timezone.localdate())
        except NotAdmittedError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("account_login"))
        return None

    def clean_password(self, password: str, user: Account | None = None) -> str:
        """Apply the password rules; a one-time password cannot be kept."""
        password = super().clean_password(password, user)
        if user is not None and user.must_change_password and user.check_password(password):
            raise ValidationError(
                gettext("渡されたパスワードとは別の、新しいパスワードを決めてください。")
            )
        return password

    def set_password(self, user: Account, password: str) -> None:
        """Keep the new password; a one-time password has now been changed."""
        user.must_change_password, user.one_time_until = False, None
        super().set_password(user, password)

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, Any]]:
        """Leave the password out while the session still owes the person's second factor."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if second_factor_used(self.request) or not _enrolled(user):
            return methods
        return [method for method in methods if method["id"] != "reauthenticate"]


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Second factors: their secrets are kept encrypted with the instance's key."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("この認証方法は削除できません。"),
        "cannot_generate_recovery_codes": _(
            "回復コードを作るには、先に認証アプリかパスキーを登録してください。"
        ),
        "incorrect_code": _INCORRECT_CODE,
    }

    def encrypt(self, text: str) -> str:
        """Return the secret as it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret from what is stored."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Account, type: str) -> str:  # noqa: A002  # allauth's signature
        """Name a further passkey by its number."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("パスキー %(number)d") % {"number": number}


def _check_not_lapsed(user: Account) -> None:
    """Refuse a one-time password whose time has passed; only who knows it is told."""
    if user.is_lapsed(timezone.now()):
        raise NotAdmittedError(
            gettext(
                "渡されたパスワードの期限が過ぎました。情報セキュリティの担当窓口に再発行を依頼してください。"
            )
        )


def _enrolled(user: Account) -> bool:
    found: bool = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()
    return found


def _cipher() -> MultiFernet:
    """Return the cipher of the instance's key; keys of before still open what they closed."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_fernet_key(key)) for key in keys])


def _fernet_key(secret: str | bytes) -> bytes:
    digest = salted_hmac("sekisho.second-factor", "", secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)

"""The passwords of directories, encrypted with the instance's key."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class UndecipherableError(ValueError):
    """The instance's key is another than the one that encrypted it."""


def encrypt(text: str) -> bytes:
    """Return the text encrypted."""
    return _cipher().encrypt(text.encode())


def decrypt(data: bytes) -> str:
    """Return the text. Raises UndecipherableError."""
    try:
        return _cipher().decrypt(data).decode()
    except InvalidToken as error:
        raise UndecipherableError from error


def _cipher() -> MultiFernet:
    """Return the cipher of the instance's key; keys of before still open what they closed."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(key)) for key in keys])


def _key(secret: str | bytes) -> bytes:
    digest = salted_hmac("sekisho.systems.directory", "", secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)

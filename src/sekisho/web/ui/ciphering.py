"""What is kept encrypted in the database: the key stands beside it, in the instance's directory.

Whoever has the database alone (a copy, a dump) reads nothing of it. Each purpose has its own key
made from the instance's secret key; keys of before still open what they closed.
"""

import base64
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class UndecipherableError(ValueError):
    """The instance's key is another than the one that encrypted it, or the bytes were changed."""


@dataclass(frozen=True, slots=True)
class Cipher:
    """Encrypts for one purpose, such as `sekisho.systems.directory`."""

    purpose: str

    def encrypt(self, data: bytes) -> bytes:
        """Return the bytes encrypted and authenticated."""
        return self._keys().encrypt(data)

    def decrypt(self, data: bytes | memoryview) -> bytes:
        """Return what was encrypted. Raises UndecipherableError."""
        try:
            return self._keys().decrypt(bytes(data))
        except InvalidToken as error:
            raise UndecipherableError from error

    def _keys(self) -> MultiFernet:
        secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return MultiFernet([Fernet(self._key(secret)) for secret in secrets])

    def _key(self, secret: str | bytes) -> bytes:
        digest = salted_hmac(self.purpose, "", secret, algorithm="sha256").digest()
        return base64.urlsafe_b64encode(digest)

"""The passwords of directories, encrypted with the instance's key."""

from sekisho.web.ui.ciphering import Cipher, UndecipherableError

__all__ = ["UndecipherableError", "decrypt", "encrypt"]

_CIPHER = Cipher("sekisho.systems.directory")


def encrypt(text: str) -> bytes:
    """Return the text encrypted."""
    return _CIPHER.encrypt(text.encode())


def decrypt(data: bytes) -> str:
    """Return the text. Raises UndecipherableError."""
    return _CIPHER.decrypt(data).decode()

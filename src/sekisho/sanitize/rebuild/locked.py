"""Office files behind a password: decrypted with one that was given, then rebuilt."""

import importlib
import io
import pkgutil
import xml.dom.expatbuilder  # noqa: F401  # found on first use: a confined job finds no module

import cryptography.hazmat.backends.openssl  # noqa: F401  # likewise
import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, InvalidKeyError, ParseError

from sekisho.sanitize.rebuild.compound import Compound
from sekisho.sanitize.rebuild.contract import Hold, Log, Onward, Request
from sekisho.sanitize.results import Action

FORMATS = ("locked-office",)
DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105  # Excel's own, which every program tries by itself
_KINDS = {"w": "docx", "x": "xlsx", "p": "pptx"}
for _found in pkgutil.walk_packages(msoffcrypto.__path__, "msoffcrypto."):
    if not _found.name.endswith("__main__"):  # it imports its formats on first use as well
        importlib.import_module(_found.name)
_MOST = 8  # key derivation is slow by design: more tries would outrun the time of a job


def rebuild(request: Request) -> Onward:
    """Return the decrypted document, to be rebuilt; hold it when no password fits."""
    compound = Compound(request.data, request.options.limits)
    if not compound.has("EncryptedPackage"):
        raise Hold("type-mismatch")
    data, log = opened_with(request)
    return Onward(data, format_of(request.name), log)


def format_of(name: str) -> str:
    """Return the format an OOXML extension names."""
    extension = name.rpartition(".")[2].lower()
    kinds = {
        "doc": "docx",
        "dot": "docx",
        "xls": "xlsx",
        "xlt": "xlsx",
        "ppt": "pptx",
        "pot": "pptx",
        "pps": "pptx",
    }
    return kinds.get(extension[:3], "docx")


def opened_with(request: Request) -> tuple[bytes, Log]:
    """Return the decrypted bytes: by Excel's default password, else by one of those given."""
    log = Log()
    for password in (DEFAULT_PASSWORD, *request.passwords[:_MOST]):
        plain = _decrypted(request.data, password)
        if plain is not None:
            if password == DEFAULT_PASSWORD:
                log.remove("ole.default-password", "", Action.CONVERTED)
            else:
                log.change("パスワードを外しました。")
            return plain, log
    raise Hold("password-wrong" if request.passwords else "password-needed", "ole.encrypted")


def _decrypted(data: bytes, password: str) -> bytes | None:
    out = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        file.load_key(password=password, verify_password=True)
        file.decrypt(out)
    except (InvalidKeyError, DecryptionError, ParseError):
        return None
    except Exception as error:  # FileFormatError and what its parsers run into
        raise Hold("broken", "ole.encrypted") from error
    return out.getvalue()

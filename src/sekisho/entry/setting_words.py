"""Settings of a special form: an address with its port, a word of a list, a file there is."""

from pathlib import Path

from sekisho.web.site.environment import SettingError, Settings

_LAST_PORT = 65535


def address(settings: Settings, name: str, default: str) -> tuple[str, int]:
    """Return host and port; raises SettingError for another form."""
    text = settings.text(name, default)
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdecimal() or int(port) > _LAST_PORT:
        raise SettingError(f"{name}={text!r}: 「アドレス:ポート」の形で指定してください。")
    return host.strip("[]"), int(port)


def one_of(settings: Settings, name: str, words: tuple[str, ...]) -> str:
    """Return one of `words`, the first when nothing is said; raises SettingError for another."""
    text = settings.text(name, words[0])
    if text not in words:
        raise SettingError(f"{name}={text!r}: {'、'.join(words)} のどれかを指定してください。")
    return text


def existing_file(settings: Settings, name: str) -> Path | None:
    """Return a file's path, None when nothing is said; raises SettingError for one not there."""
    text = settings.text(name)
    if text and not Path(text).is_file():
        raise SettingError(f"{name}: {text} がありません。")
    return Path(text) if text else None

"""Typed reading of settings from the environment and the instance's settings file; fails loudly."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from sekisho.antimalware import Clamd, place_of
from sekisho.quarantine import Place

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


class SettingError(Exception):
    """A setting has a value that cannot be used; the message names it."""


@dataclass(frozen=True)
class Settings:
    """String settings by name: the environment wins over the instance's `settings.env`."""

    values: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        """Return the setting as written, without surrounding blanks."""
        return self.values.get(name, default).strip()

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes/no setting; anything but the usual words is an error."""
        raw = self.values.get(name)
        if raw is None:
            return default
        word = raw.strip().lower()
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
        raise SettingError(f"{name}={raw!r}: 1 か 0 を指定してください。")

    def number(self, name: str, default: int) -> int:
        """Return a whole number ≥ 0."""
        raw = self.values.get(name)
        if raw is None:
            return default
        if not raw.strip().isdecimal():
            raise SettingError(f"{name}={raw!r}: 0 以上の整数を指定してください。")
        return int(raw)

    def malware_reader(self) -> Clamd | None:
        """Return the program that knows malware, as SEKISHO_CLAMD names it; None when not set."""
        text = self.text("SEKISHO_CLAMD")
        try:
            return Clamd(place_of(text)) if text else None
        except ValueError as error:
            raise SettingError(
                f"SEKISHO_CLAMD={text!r}: ソケットのパスか「アドレス:ポート」で指定してください。"
            ) from error

    def originals_place(self) -> Place | None:
        """Return the bucket originals are kept in; None: a folder of the instance."""
        bucket = self.text("SEKISHO_QUARANTINE_S3_BUCKET")
        if not bucket:
            return None
        names = ("PREFIX", "ENDPOINT", "REGION", "KEY_ID", "SECRET")
        place = Place(bucket, *(self.text(f"SEKISHO_QUARANTINE_S3_{name}") for name in names))
        if place.endpoint and not place.endpoint.startswith(("https://", "http://")):
            raise SettingError(
                "SEKISHO_QUARANTINE_S3_ENDPOINT: https:// で始まるアドレスを指定してください。"
            )
        if bool(place.key_id) != bool(place.secret):
            raise SettingError(
                "SEKISHO_QUARANTINE_S3_KEY_ID と SEKISHO_QUARANTINE_S3_SECRET は"
                "両方指定してください。"
            )
        return place

    def networks(self, name: str) -> tuple[IPv4Network | IPv6Network, ...]:
        """Return a comma-separated list of networks, such as 10.0.0.0/8."""
        try:
            return tuple(ip_network(word) for word in self.words(name))
        except ValueError as error:
            raise SettingError(
                f"{name}: ネットワークを「10.0.0.0/8」の形で、コンマで区切って指定してください。"
            ) from error

    def words(self, name: str, default: str = "") -> list[str]:
        """Return a comma-separated list, empty entries left out."""
        return [word for part in self.text(name, default).split(",") if (word := part.strip())]

    def pairs(self, name: str) -> dict[str, str]:
        """Return a comma-separated list of `name=value`. Raises SettingError for another form."""
        found: dict[str, str] = {}
        for word in self.words(name):
            key, equals, value = word.partition("=")
            if not equals or not key.strip() or not value.strip():
                raise SettingError(f"{name}: 「名前=アドレス」をコンマで区切って指定してください。")
            found[key.strip()] = value.strip().rstrip("/")
        return found


def parse_env_file(text: str) -> dict[str, str]:
    """Read `NAME=value` lines; blank lines and `#` lines are passed over."""
    values: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.partition("=")
        if not equals or not name.strip():
            raise SettingError(f"settings.env {number} 行目: 「名前=値」の形で書いてください。")
        values[name.strip()] = value.strip()
    return values

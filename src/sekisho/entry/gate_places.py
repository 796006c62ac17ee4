"""Where an instance keeps mail on its way, rows of downloads and sessions, originals and logs."""

import os
from dataclasses import dataclass
from pathlib import Path

from sekisho.mailgate import Row
from sekisho.quarantine import Place, SealedStore, store_in
from sekisho.web.site.instance import QUARANTINE_KEY_FILE, Instance


@dataclass(frozen=True)
class Places:
    """The folders of one instance."""

    instance: Instance

    @property
    def spool(self) -> Path:
        """Messages on their way, held, and done."""
        return self.instance.path / "mailgate"

    @property
    def downloads(self) -> Path:
        """The rows of downloads, for the web room to take in."""
        return self.instance.path / "downloads"

    @property
    def screen(self) -> Path:
        """What happened in browser sessions, for the web room to take in."""
        return self.instance.path / "screen"

    @property
    def logs(self) -> Path:
        """Logs as they came, for the web room to read."""
        return self.instance.path / "collect"

    @property
    def dropped_logs(self) -> Path:
        """Folders, one a source, that whole log files are laid down in."""
        return self.instance.path / "collect-drop"

    @property
    def originals(self) -> Path:
        """The encrypted originals."""
        return self.instance.path / "quarantine"

    @property
    def keys(self) -> Path:
        """The keys of the originals."""
        return self.instance.path / QUARANTINE_KEY_FILE

    @property
    def destroyed(self) -> Path:
        """The evidence of destroyed originals, for the web room to take in."""
        return self.instance.path / "quarantine-destroyed"

    @property
    def shared(self) -> Place | None:
        """The bucket several machines keep their originals in; raises SettingError."""
        return self.instance.settings(os.environ).originals_place()

    def store(self) -> SealedStore:
        """Return the store of originals."""
        return store_in(self.shared, self.originals, self.keys)

    def held(self) -> list[Row]:
        """Return the messages a person must look at, oldest first."""
        paths = sorted((self.spool / "held").glob("*.json"))
        return [Row.from_bytes(path.read_bytes()) for path in paths]

"""What the product asks of a session host, each by a word sealed for that one purpose.

Texts and files are asked for a session together with its person: another person's session is not
answered for, whoever asks.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from sekisho.screen import texts
from sekisho.screen.errors import ScreenError, TicketError
from sekisho.screen.host import Host
from sekisho.screen.session import Session
from sekisho.screen.tickets import LIFE_SECONDS, unsealed

Answer = tuple[HTTPStatus, dict[str, object]]
Said = Mapping[str, object]


@dataclass(eq=False)
class Asking:
    """Answers for one host; `close` lets go of a session's terminals, `watched` counts them."""

    host: Host
    secret: bytes
    clock: Callable[[], float]
    close: Callable[[str], Awaitable[None]]
    watched: Callable[[str], int]

    async def answer(self, verb: str, word: str) -> Answer:
        """Return what to say to one question."""
        asked = {"status": self._status, "end": self._end, "text": self._text,
                 "put": self._put, "lend": self._lend}.get(verb)  # fmt: skip
        if asked is None:
            return HTTPStatus.NOT_FOUND, {}
        try:
            said = unsealed(verb, word, self.secret)
            if abs(self.clock() - float(str(said.get("at", 0)))) > LIFE_SECONDS:
                return HTTPStatus.FORBIDDEN, {}
            return HTTPStatus.OK, await asked(said)
        except (TicketError, ValueError):
            return HTTPStatus.FORBIDDEN, {}
        except ScreenError as error:
            return HTTPStatus.CONFLICT, {"why": str(error)}

    async def _status(self, _said: Said) -> dict[str, object]:
        return await asyncio.to_thread(self.status)

    async def _end(self, said: Said) -> dict[str, object]:
        name = str(said.get("session", ""))
        if name in self.host.running:
            await self.host.end(name, "asked")
        await self.close(name)
        return await self._status(said)

    async def _text(self, said: Said) -> dict[str, object]:
        """Return the page's text or the selected one, and write down that it went out."""
        session, kind = self._session(said), str(said.get("kind", ""))
        if kind not in {texts.READ, texts.COPY}:
            raise TicketError("unreadable")
        self._allowed(session, kind)
        text = await texts.taken(session.steering, kind, session.steering_lock)
        self.host.write("text", session, {"what": kind, "characters": len(text)})
        return {"text": text}

    async def _put(self, said: Said) -> dict[str, object]:
        session = self._session(said)
        self._allowed(session, texts.PASTE)
        count = await texts.put(session.steering, str(said.get("text", "")), session.steering_lock)
        self.host.write("text", session, {"what": texts.PASTE, "characters": count})
        return {"characters": count}

    async def _lend(self, said: Said) -> dict[str, object]:
        session, files = self._session(said), said.get("files")
        if not isinstance(files, list) or not all(isinstance(each, list) for each in files):
            raise TicketError("unreadable")
        await self.host.lend(session, [(str(number), str(name)) for number, name in files])
        return {"files": len(files)}

    def _session(self, said: Said) -> Session:
        """Return the session of the person it is asked for. Raises TicketError."""
        found = self.host.running.get(str(said.get("session", "")))
        if found is None or not found.alive or found.person != said.get("person"):
            raise TicketError("other-person")
        return found

    def _allowed(self, session: Session, kind: str) -> None:
        if kind not in self.host.options.texts_of(session.outside.profile.name):
            raise TicketError("not-allowed")

    def status(self) -> dict[str, object]:
        """Return what the product is told: how full the host is, and which sessions run."""
        options, host = self.host.options, self.host
        return {
            "host": options.host,
            "most": options.sessions,
            "waiting": len(host.waiting),
            "kept": list(host.caps.kinds),  # the limits of a session the kernel keeps
            "sessions": [
                {
                    "session": name,
                    "person": each.person,
                    "permit": each.ticket.permit if each.ticket else "",
                    "opened": each.opened,
                    "acted": each.acted,
                    "memory": each.memory(),
                    "watched": self.watched(name),
                    "texts": options.texts_of(each.outside.profile.name),
                }
                for name, each in list(host.running.items())
            ],
        }

"""A real SMTP server on loopback that keeps what it is given, and can be told to misbehave.

Speaks the commands of RFC 5321 that a client sends to deliver a mail, 7-bit only.
"""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Server:
    """What was delivered, and which recipients are refused or cut off."""

    port: int = 0
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    conversations: int = 0
    refused: set[str] = field(default_factory=set)  # answered 550
    cut_off: set[str] = field(default_factory=set)  # the line goes dead after DATA

    @property
    def messages(self) -> list[EmailMessage]:
        """Return the delivered mails, read by Python's own parser."""
        return [message_from_bytes(each, policy=policy.default) for each in self.raw]


@contextmanager
def running() -> Iterator[Server]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    server = Server()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            server.conversations += 1
            self._say("220 sink")
            recipient = ""
            while line := self.rfile.readline().strip().decode():
                verb = line[:4].upper()
                if verb == "RCPT":
                    recipient = line.partition("<")[2].partition(">")[0]
                    self._say("550 no such user" if recipient in server.refused else "250 ok")
                elif verb == "DATA":
                    if recipient in server.cut_off:
                        return
                    self._say("354 go on")
                    self._take(recipient)
                elif verb == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 ok")

        def _take(self, recipient: str) -> None:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.removeprefix(b"."))
            server.raw.append(b"".join(lines))
            server.recipients.append(recipient)
            self._say("250 taken")

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        server.port = listening.server_address[1]
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()

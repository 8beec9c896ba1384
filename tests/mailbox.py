"""A mail server on loopback: what programs send is kept, for tests that ask whether a mail arrived and what it says."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default


@dataclass
class Mailbox:
    """The mails that have arrived, oldest first, and the port that takes more."""

    port: int
    mails: list[Message] = field(default_factory=list)

    def told(self, words: str) -> list[str]:
        """Subjects of the mails that hold some words in their subject."""
        return [subject for mail in self.mails if words in (subject := str(mail["subject"]))]


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Take mails on a free port until the block ends."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server:
        server.daemon_threads = True
        server.box = Mailbox(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.box
        finally:
            server.shutdown()


class _Session(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client without TLS and login asks for."""

    def handle(self) -> None:
        self._say("220 loopback")
        while line := self.rfile.readline():
            match line.split(b" ")[0].strip().upper():
                case b"DATA":
                    self._say("354 go on")
                    self._take()
                    self._say("250 kept")
                case b"QUIT":
                    return self._say("221 bye")
                case b"EHLO" | b"HELO" | b"MAIL" | b"RCPT" | b"RSET" | b"NOOP":
                    self._say("250 fine")
                case _:
                    self._say("502 not known here")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        self.server.box.mails.append(message_from_bytes(b"".join(lines), policy=default))

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

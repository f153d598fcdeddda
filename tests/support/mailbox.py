"""A real mail server on a local port that keeps what it gets: enough of SMTP for the standard library's client."""

import socketserver
import threading
from email import message_from_bytes, policy


class Mailbox(socketserver.ThreadingTCPServer):
    """``messages`` as they arrived. ``refuse`` maps a recipient to the answer it gets; ``hang_up`` cuts the next mail."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.messages, self.refuse, self.hang_up = [], {}, False
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.messages]

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 mailbox")
        for line in self.rfile:
            words = line.decode().strip()
            verb = words[:4].upper()
            if verb == "QUIT":
                return self._say("221 bye")
            if verb == "DATA" and not self._data():
                return None
            if verb == "RCPT":
                address = words.partition("<")[2].rstrip(">")
                self._say(self.server.refuse.get(address, "250 ok"))
            elif verb != "DATA":
                self._say("250 ok")
        return None

    def _data(self) -> bool:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        if self.server.hang_up:
            self.server.hang_up = False
            return False
        self.server.messages.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self._say("250 kept")
        return True

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

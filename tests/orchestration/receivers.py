"""Receivers of alerts on this machine: a web hook and a mail server that keep what comes."""

import json
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Received:
    """Where a receiver listens, and what came, oldest first."""

    port: int = 0
    bodies: list[Any] = field(default_factory=list)


@contextmanager
def web_hook(status: int = 200) -> Iterator[Received]:
    """A web hook that answers everything with one status."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            received.bodies.append(json.loads(self.rfile.read(length)))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing on the terminal."""

    with _served(ThreadingHTTPServer(("127.0.0.1", 0), Handler), received):
        yield received


@contextmanager
def mail_server() -> Iterator[Received]:
    """A mail server that takes everything (RFC 5321, as little as a client needs)."""
    received = Received()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                if line.upper() == "DATA":
                    self.say("354 go on")
                    received.bodies.append(self.message())
                if line.upper() == "QUIT":
                    self.say("221 bye")
                    return
                self.say("250 well")

        def message(self) -> str:
            lines = iter(self.rfile.readline, b".\r\n")
            return b"".join(lines).decode()

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with _served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler), received):
        yield received


@contextmanager
def _served(server: socketserver.TCPServer, received: Received) -> Iterator[None]:
    received.port = int(server.server_address[1])
    thread = Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

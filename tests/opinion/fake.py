"""A small server on this machine that answers like a model's, well or badly."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[[BaseHTTPRequestHandler], None]


def completion(content: str) -> bytes:
    """A chat completion that says `content`."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


def saying(*findings: Any) -> Behaviour:
    """A server whose model proposes these findings, whatever it is asked."""
    return answering(completion(json.dumps({"findings": list(findings)})))


def answering(body: bytes, status: int = 200, **headers: str) -> Behaviour:
    """A server that answers every question with these bytes."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        with contextlib.suppress(OSError):  # whoever asked has gone
            request.wfile.write(body)

    return behave


class Fake:
    """The running server: where it is, and what it was asked."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/v1"
        self.asked: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.keys: list[str | None] = []

    @property
    def pages(self) -> list[str]:
        """The page texts that it was sent."""
        return [question["messages"][1]["content"] for question in self.asked]


@contextlib.contextmanager
def serving(behave: Behaviour) -> Iterator[Fake]:
    """Run such a server for the length of a test."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            fake.paths.append(self.path)
            fake.keys.append(self.headers["Authorization"])
            fake.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            behave(self)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake = Fake(server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

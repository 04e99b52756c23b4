"""One question to a server and its answer, with bounds on time and size. The only place that opens a connection.

No redirect is followed and no proxy of the environment is used: the words go to the address that was named, or nowhere.
"""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from typing import Any

from veedor.opinion.settings import Endpoint, is_loopback

MOST_BYTES = 1_000_000
"""Bytes of the longest answer that is taken."""

_TOKENS = 4000
"""How long an answer the model is asked to give at most, in its own units."""


class NoAnswerError(Exception):
    """The server gave no answer that can be used; the sentence says why."""


def ask(endpoint: Endpoint, messages: list[dict[str, str]]) -> str:
    """What the model answers; `NoAnswerError` for whatever goes wrong, after `endpoint.seconds` at the latest."""
    body = {
        "model": endpoint.model,
        "messages": messages,
        "temperature": 0,
        "max_tokens": _TOKENS,
        "response_format": {"type": "json_object"},
        "stream": False,
    }
    return _content(_post(endpoint, json.dumps(body).encode()))


def _post(endpoint: Endpoint, body: bytes) -> bytes:
    kind = http.client.HTTPSConnection if endpoint.scheme == "https" else http.client.HTTPConnection
    connection = kind(endpoint.host, endpoint.port, timeout=endpoint.seconds)
    ends = time.monotonic() + endpoint.seconds
    late = threading.Event()
    watch: threading.Timer | None = None
    try:
        connection.connect()
        # a timeout of the socket bounds each wait alone: an answer that drips would never end
        watch = threading.Timer(max(0.0, ends - time.monotonic()), _cut, [connection.sock, late])
        watch.daemon = True
        watch.start()
        if not endpoint.remote and not is_loopback(connection.sock.getpeername()[0]):
            raise NoAnswerError(f"{endpoint.host} is not this machine")
        return _answer(connection, endpoint, body, late)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if late.is_set() or isinstance(error, TimeoutError):
            raise NoAnswerError(f"no whole answer within {endpoint.seconds} s") from None
        raise NoAnswerError(_why(error)) from None
    finally:
        if watch is not None:
            watch.cancel()
        connection.close()


def _cut(sock: socket.socket, late: threading.Event) -> None:
    """End whatever waits for this socket. Not by its own method: that of TLS would first change the socket's state."""
    late.set()
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself


def _answer(connection: http.client.HTTPConnection, endpoint: Endpoint, body: bytes, late: threading.Event) -> bytes:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    connection.request("POST", endpoint.path, body, headers)
    with connection.getresponse() as response:
        if 300 <= response.status < 400:
            raise NoAnswerError(f"it answered {response.status}; redirects are not followed")
        if response.status != http.client.OK:
            raise NoAnswerError(f"it answered {response.status}")
        data = response.read(MOST_BYTES + 1)
        missing = response.length
    if len(data) > MOST_BYTES:
        raise NoAnswerError(f"its answer is longer than {MOST_BYTES // 1_000_000} MB")
    if late.is_set():
        raise TimeoutError
    if missing:
        raise http.client.IncompleteRead(data, missing)
    return data


def _why(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there"
    if isinstance(error, http.client.IncompleteRead):
        return "its answer was cut off"
    if isinstance(error, OSError) and error.strerror:
        return f"the connection failed: {error.strerror}"
    return f"the connection failed: {type(error).__name__}"


def _content(data: bytes) -> str:
    """What the model said, out of the form in which servers wrap it."""
    wrong = NoAnswerError("its answer is not one of chat completions")
    try:
        told: Any = json.loads(data)
        content = told["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise wrong from None
    if not isinstance(content, str):
        raise wrong
    return content

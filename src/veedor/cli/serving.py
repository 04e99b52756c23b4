"""The server: one process, some threads, no cookies for readers."""

from __future__ import annotations

import contextlib
import socket

import click

from veedor.cli.exits import Exit
from veedor.cli.start import CommandError

THREADS = 8


def run_server(host: str, port: int) -> None:
    """Serve until Ctrl-C. `CommandError` when the address cannot be listened on."""
    import waitress
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise CommandError(
            f"Nothing can listen on {host}:{port} ({error.strerror}). Is Veedor running already? "
            "Another port: veedor serve --port 8001",
            Exit.UNAVAILABLE,
        ) from error
    shown = f"[{host}]" if ":" in host else host
    server = waitress.create_server(get_wsgi_application(), sockets=[listening], threads=THREADS, ident="veedor")
    desk = "; the desk at /es/mesa/" if settings.VEEDOR_DESK else ""
    click.echo(f"Veedor serves on http://{shown}:{listening.getsockname()[1]}/ (Ctrl-C ends it){desk}")
    with contextlib.suppress(KeyboardInterrupt):
        server.run()

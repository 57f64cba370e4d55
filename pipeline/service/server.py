"""Run the service. Start reading from :func:`serve`."""

import contextlib
import signal

import uvicorn

from pipeline.io.listening import hosts, is_local, listening, shown
from pipeline.io.terminal import say, stdout
from pipeline.pipeline import Pipeline
from pipeline.service.app import Limits, application
from pipeline.service.workers import Workers


def serve(  # noqa: PLR0913 — each is one thing that the user may choose
    pipeline: Pipeline,
    *,
    host: str,
    port: int,
    token: str,
    show_token: bool,
    workers: int,
    max_bytes: int,
    time_limit: float,
    text_column: str,
    id_column: str,
    schema: int,
) -> None:
    """Print the address, and the token if the user does not know it, and serve until stopped."""
    with listening(host, [port]) as listener:
        bound = listener.getsockname()[1]
        names = frozenset(hosts(host, bound))
        limits = Limits(max_bytes, token, names, text_column, id_column, schema)
        app = application(Workers(pipeline, workers, time_limit), limits)
        secret = f"  token {token}" if token and show_token else ""
        stdout().write(f"http://{shown(host)}:{bound}/{secret}\n".encode())
        stdout().flush()
        if not is_local(host):
            say(f"others can reach {host}, and what they send is not encrypted")
        settings = uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run([listener])

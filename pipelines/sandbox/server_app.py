"""The server itself: the vendors' endpoints on one port, and how it is served."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from pipelines.sandbox.google_ads import GoogleAds
from pipelines.sandbox.salesforce import Salesforce
from pipelines.sandbox.server_data import Company
from pipelines.sandbox.server_faults import FaultPlan, Faults, control_routes
from pipelines.sandbox.server_tls import write_certificate
from pipelines.sandbox.server_tokens import Tokens

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Options:
    """How a server is started.

    Attributes:
        port: 0 takes a free one.
        certificate_folder: serve TLS, with a certificate made in this folder.
        faults: offer the control endpoints.
        token_seconds: lifetime of access tokens.
        token_requests: access tokens also end after so many requests.
        daily_requests: Salesforce requests before it answers REQUEST_LIMIT_EXCEEDED.
    """

    port: int = 0
    certificate_folder: str | None = None
    faults: bool = False
    token_seconds: float = 7200.0
    token_requests: int | None = None
    daily_requests: int = 100_000


def build_app(company: Company, options: Options) -> Starlette:
    """All endpoints in front of one company."""
    crm_tokens = Tokens("00D5g000004HaLd!", options.token_seconds, options.token_requests)
    ads_tokens = Tokens("ya29.", options.token_seconds, options.token_requests)
    routes = [
        *Salesforce(company, crm_tokens, options.daily_requests).routes(),
        *GoogleAds(company, ads_tokens).routes(),
    ]
    if not options.faults:
        return Starlette(routes=routes)
    plan = FaultPlan()
    routes = [*control_routes(plan, company), *routes]
    middleware = [Middleware(Faults, plan=plan, tokens=[crm_tokens, ads_tokens])]
    return Starlette(routes=routes, middleware=middleware)


def serve(company: Company, options: Options, ready: Callable[[str], None]) -> None:
    """Serve until told to stop; `ready` gets the address once connections are taken.

    Raises:
        OSError: when the port is taken.
    """
    listener = socket.create_server((HOST, options.port), backlog=128)
    certificate, key = None, None
    if options.certificate_folder:
        certificate, key = write_certificate(Path(options.certificate_folder))
    config = uvicorn.Config(
        build_app(company, options),
        ssl_certfile=certificate,
        ssl_keyfile=key,
        log_level="critical",
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    with listener:
        scheme = "https" if certificate else "http"
        ready(f"{scheme}://{HOST}:{listener.getsockname()[1]}")  # the backlog holds early callers
        uvicorn.Server(config).run(sockets=[listener])

"""Tell people that something went wrong: Slack, any webhook, mail.

A receiver that cannot be reached never stops anything: what went wrong while telling comes back as
sentences. Addresses of receivers are secrets and stand in none of them.
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import asdict, dataclass
from email.message import EmailMessage

import requests

from pipelines.settings import Alerts

_SECONDS = 10.0


@dataclass(frozen=True)
class Alert:
    """What is told.

    Attributes:
        kind: `run_failed`, `check_failed`, `stale` or `fresh_again`.
        title: one line.
        text: what, where, what to do.
        subjects: the job, the checks or the assets it is about.
        link: the page of it, if it is known where Dagster's pages are.
    """

    kind: str
    title: str
    text: str
    subjects: tuple[str, ...] = ()
    link: str = ""


def send(alert: Alert, receivers: Alerts) -> list[str]:
    """Tell everybody; returns a sentence for each receiver that could not be told."""
    problems = []
    for name, tell in _ways(receivers).items():
        try:
            tell(alert, receivers)
        except (requests.RequestException, smtplib.SMTPException, OSError, ValueError) as error:
            problems.append(f"{name} could not be told ({_reason(error)}): check [alerts].")
    return problems


def _ways(receivers: Alerts) -> dict[str, Callable[[Alert, Alerts], None]]:
    ways: dict[str, Callable[[Alert, Alerts], None]] = {}
    if receivers.slack_webhook:
        ways["Slack"] = _tell_slack
    if receivers.webhook:
        ways["The webhook"] = _tell_webhook
    if receivers.mail_to:
        ways["Mail"] = _mail
    return ways


def _reason(error: Exception) -> str:
    """The type, and the status that was answered: texts of these errors hold addresses."""
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"answered {error.response.status_code}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"answered {error.smtp_code}"
    return type(error).__name__


def _tell_slack(alert: Alert, receivers: Alerts) -> None:
    link = f"\n<{alert.link}|Open it in Dagster>" if alert.link else ""
    text = f"*{_escaped(alert.title)}*\n{_escaped(alert.text)}{link}"
    _post(receivers.slack_webhook, {"text": text})


def _escaped(text: str) -> str:
    """As Slack asks for: a text of ours must neither make links nor call a channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _tell_webhook(alert: Alert, receivers: Alerts) -> None:
    _post(receivers.webhook, asdict(alert))


def _post(url: str | None, body: object) -> None:
    answer = requests.post(str(url), json=body, timeout=_SECONDS, allow_redirects=False)
    answer.raise_for_status()


def _mail(alert: Alert, receivers: Alerts) -> None:
    message = EmailMessage()
    message["Subject"] = f"Closed Loop: {alert.title}".replace("\n", " ").replace("\r", " ")
    message["From"] = receivers.mail_from
    message["To"] = ", ".join(receivers.mail_to)
    message.set_content("\n\n".join(filter(None, [alert.text, alert.link])) + "\n")
    with smtplib.SMTP(str(receivers.smtp_host), receivers.smtp_port, timeout=_SECONDS) as server:
        if receivers.smtp_starttls:
            server.starttls(context=ssl.create_default_context())
        if receivers.smtp_user:
            server.login(receivers.smtp_user, receivers.smtp_password or "")
        server.send_message(message)

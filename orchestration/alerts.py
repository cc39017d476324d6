"""Tell people that something went wrong: Slack, any webhook, mail.

A receiver that cannot be reached is tried three times and never stops anything: what went wrong
while telling comes back as sentences. Addresses of receivers are secrets and stand in none of them.
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import asdict, dataclass
from email.message import EmailMessage

import requests
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_exponential

from pipelines.settings import Alerts

_SECONDS = 5.0
_TRIES = 3  # with their pauses less than the minute that Dagster gives a sensor, for all receivers
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Alert:
    """What is told.

    Attributes:
        kind: `run_failed`, `check_failed`, `figure_doubtful`, `stale` or `fresh_again`.
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


@dataclass(frozen=True)
class Sent:
    """How telling went: whether nobody heard who should have, and what went wrong, in sentences."""

    is_unheard: bool = False
    problems: tuple[str, ...] = ()


def send(alert: Alert, receivers: Alerts, pause_seconds: float = 1.0) -> Sent:
    """Tell everybody, again after a pause and twice the pause where a receiver is busy or away."""
    ways, problems = _ways(receivers), []
    for name, tell in ways.items():
        try:
            _persistent(tell, pause_seconds)(alert, receivers)
        except (requests.RequestException, smtplib.SMTPException, OSError, ValueError) as error:
            problems.append(f"{name} could not be told ({_reason(error)}): check [alerts].")
    return Sent(bool(ways) and len(problems) == len(ways), tuple(problems))


def _persistent(
    tell: Callable[[Alert, Alerts], None], pause_seconds: float
) -> Callable[[Alert, Alerts], None]:
    again = retry(
        retry=retry_if_exception(_may_pass),
        stop=stop_after_attempt(_TRIES),
        wait=wait_exponential(pause_seconds),
        reraise=True,
    )
    return again(tell)


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return error.response.status_code in _BUSY
    if isinstance(error, smtplib.SMTPResponseException):
        return 400 <= error.smtp_code < 500  # "transient" in RFC 5321
    return isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)


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
    if not 200 <= answer.status_code < 300:  # a hook that has moved has told nobody
        raise requests.HTTPError(response=answer)


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

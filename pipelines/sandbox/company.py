"""Builds the sample company: Halden Instruments, laboratory instruments, www.halden.example.

Everything is generated set-wise by DuckDB from `company_*.sql`; a draw is a hash of (seed, row
id), so equal parameters give equal data, and a size of 300 visitors or of millions runs through
the same statements. What the folder holds is said in `pipelines.sandbox`.

The mess, and where it is:

- People: a fifth browse on two devices (`GA_Client_ID__c` of a second lead, or a log-in, tells);
  three colleagues share one workstation, twenty visitors one showroom tablet; one in eight
  denies consent: `user_pseudo_id` and `ga_session_id` are null, `analytics_storage` is `No`, and
  a lead from such a visit has a `GCLID__c` and no `GA_Client_ID__c`.
- Leads: converted (several onto one deal, some onto none), asked twice and merged
  (`IsDeleted`, `MasterRecordId`), asked twice and not merged, spam deleted; role mailboxes,
  capital letters and blanks in addresses, national phone numbers, country names for codes;
  form tools that queue for hours. Offline leads with a `LeadSource` (trade show, referral,
  purchased list) or only a self-reported source; a lead source that is missing.
- Statuses of leads, which the CRM forgets and somebody exports: taken back, recycled once and
  twice, closed and converted.
- Contacts and accounts merged and deleted; contacts without lead, some of them silent readers.
- Deals: several contacts, roles deleted; lost, reopened, deleted; no first amount; two history
  rows in one second; EUR, USD and GBP; old acquaintances whom no marketing reached.
- Sales: sellers who answer within minutes, days or never, one who has left; leads closed without a
  word; next steps planned, overdue and missing; mass mails that the mailing tool logs as tasks;
  copies of meetings for whoever was invited; activities deleted; subjects with names in them.
- Ads: an account in USD and New York's days; costs that are no whole cents; video and display
  that cost without a click; Performance Max without ads; clicks that never reached the site.
- Events: doubled in a file, across files and in intraday files; late by a day or two; from
  clocks ten years ahead or at 1970; bots by user agent; links in capitals, percent-encoded, with
  double values, with `%ZZ`, with a value of 5 kB; addresses in the URL (`@` and `%40`) and in a
  parameter; forms whose lead never arrived; a payment provider as referrer; visits across
  midnight; auto-tagged clicks without UTM.
- Orders: semicolons, decimal commas, German dates, refunds on days of their own, buyers known by
  an address only, two rows nobody can read. The show's list: badges scanned twice, shouting.
- The canary, `canary.person@canary.example`, is the primary person of the first deal that began
  on the web, and so in lead, contact, URL, event parameter, free text and show list.
"""

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
from filelock import FileLock

from pipelines.sandbox.company_files import write_files
from pipelines.sandbox.company_ga4 import write_ga4
from pipelines.sandbox.company_sql import path_literal
from pipelines.sandbox.company_truth import write_truth

FIRST_DAY = date(2026, 6, 1)
MIN_VISITORS = 100
MIN_DAYS = 30
FINGERPRINT = "fingerprint.json"
# What 50 million events are made within: tables lie in a file, and most of what is bigger spills.
MEMORY = "8GB"
STEPS = (
    "macros",
    "window",
    "catalogue",
    "campaigns",
    "site",
    "visitors",
    "sessions",
    "demand",
    "deals",
    "deal_outcomes",
    "people",
    "salesforce_accounts",
    "lead_rows",
    "salesforce_leads",
    "salesforce_contacts",
    "salesforce_deals",
    "lead_statuses",
    "google_ads",
    "google_ads_clicks",
    "google_ads_days",
    "rates",
    "sales_work",
    "salesforce_activities",
    "orders",
    "visits",
    "campaign_links",
    "visited_pages",
    "events",
    "experiments",
    "experiment_views",
    "experiment_truth",
    "ga4_files",
    "ga4_params",
    "ga4_form",
    "ga4_lines",
    "calls",
    "lists",
    "targets",
    "truth",
)


def build_company(
    folder: Path,
    *,
    visitors: int = 20_000,
    days: int = 120,
    seed: int = 7,
    first_day: date = FIRST_DAY,
) -> None:
    """Build the sample company in `folder`, unless the same one is there already.

    It is built in a scratch folder inside and moved in by renames; the fingerprint, written last,
    says that it is whole. Other files in `folder` stay.

    Args:
        folder: where the company lives; made when missing.
        visitors: people who come to the site, from 100 to millions.
        days: length of the window, at least 30.
        seed: another seed is another company.
        first_day: the window starts on it. Events of days that have not come yet are read as what
            they are then: future timestamps.

    Raises:
        ValueError: when a size is too small for every kind of mess to occur.
    """
    if visitors < MIN_VISITORS or days < MIN_DAYS:
        raise ValueError(
            f"A sample company needs at least {MIN_VISITORS} visitors and {MIN_DAYS} days, "
            f"not {visitors} and {days}: raise sandbox_visitors or sandbox_days."
        )
    fingerprint = _fingerprint(visitors, days, seed, first_day)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        if _is_built(folder, fingerprint):
            return
        scratch = folder / ".building"
        shutil.rmtree(scratch, ignore_errors=True)  # a killed build leaves one
        built = scratch / "company"
        built.mkdir(parents=True)
        _generate(built, visitors=visitors, days=days, seed=seed, first_day=first_day)
        _move_in(built, folder)
        (folder / FINGERPRINT).write_text(fingerprint)
        shutil.rmtree(scratch)


def _fingerprint(visitors: int, days: int, seed: int, first_day: date) -> str:
    """Parameters and a hash of the generator: either one changing means another company."""
    generator = hashlib.sha256(duckdb.__version__.encode())
    here = Path(__file__).parent
    for path in sorted([*here.glob("company*.sql"), *here.glob("company*.py")]):
        generator.update(path.name.encode())
        generator.update(path.read_bytes())
    return json.dumps(
        {
            "visitors": visitors,
            "days": days,
            "seed": seed,
            "first_day": first_day.isoformat(),
            "generator": generator.hexdigest(),
        },
        indent=2,
    )


def _is_built(folder: Path, fingerprint: str) -> bool:
    path = folder / FINGERPRINT
    return path.is_file() and path.read_text() == fingerprint


def _generate(built: Path, *, visitors: int, days: int, seed: int, first_day: date) -> None:
    """Run every step in a scratch database, with the vendors' tables going to their own file."""
    with duckdb.connect(built.parent / "scratch.duckdb") as connection:
        connection.execute(f"set memory_limit = '{MEMORY}'")
        connection.execute(f"set temp_directory = {path_literal(built.parent / 'overflow')}")
        connection.execute(f"attach {path_literal(built / 'company.duckdb')} as company")
        connection.execute("set TimeZone = 'UTC'")
        for name, value in {"visitors": visitors, "days": days, "seed": seed}.items():
            connection.execute(f"set variable {name} = {value:d}::bigint")
        connection.execute(f"set variable start_date = date '{first_day}'")
        for step in STEPS:
            connection.execute(Path(__file__).with_name(f"company_{step}.sql").read_text())
        write_ga4(connection, built / "ga4")
        write_files(connection, built / "files")
        write_truth(connection, built / "truth")
        connection.execute("detach company")


def _move_in(built: Path, folder: Path) -> None:
    (folder / FINGERPRINT).unlink(missing_ok=True)
    for new in sorted(built.iterdir()):
        old = folder / new.name
        if old.is_dir():
            shutil.rmtree(old)
        new.replace(old)

"""Writes the files people mail around: orders, exchange rates, a trade-show list, the mapping."""

import io
import re
import zipfile
from pathlib import Path

import duckdb
import openpyxl

from pipelines.sandbox.company_sql import path_literal

SHOW_COLUMNS = {
    "Badge": "badge",
    "First name": "first_name",
    "Last name": "last_name",
    "Company": "company_name",
    "Job title": "title",
    "E-mail": "email",
    "Phone": "phone",
    "Country": "country",
    "Scanned at": "scanned_on",
    "Note": "note",
}
MAPPING = """\
# What the company's files mean: each file onto an entity of the contract, column by column.
version: 1
reporting_currency: EUR
files:
  - path: orders.csv
    entity: orders
    system: salesforce          # the shop keeps the CRM's account ids
    delimiter: ";"
    columns:
      order_source_id: order_no
      order_line: line
      order_type: type
      sales_channel: channel
      account_source_id: account
      email: email
      amount: {{column: amount, decimal: comma}}
      currency_code: currency
      ordered_at: {{column: order_date, date_format: "%d.%m.%Y"}}
      coupon: coupon
      affiliate: affiliate

  - path: lead_statuses.csv
    entity: stage_changes
    system: salesforce          # the statuses of its leads, exported every night
    columns:
      stage_change_id: change
      object_type: {{constant: person}}
      object_source_id: lead
      from_stage: from
      to_stage: to
      changed_at: {{column: changed_at, date_format: "%Y-%m-%d %H:%M:%S", timezone: UTC}}

  - path: fx_rates.csv
    entity: fx_rates
    columns:
      rate_date: date
      from_currency: from
      to_currency: to
      rate: rate

  - path: calls.csv
    entity: calls
    columns:
      call_source_id: call
      phone: caller
      anonymous_id: visitor
      tracking_number: dialled
      source: shown_on
      gclid: gclid
      utm_source: utm_source
      utm_medium: utm_medium
      utm_campaign: utm_campaign
      direction: {{constant: inbound}}
      outcome: outcome
      duration_seconds: seconds
      started_at: {{column: started_at, date_format: "%Y-%m-%d %H:%M:%S", timezone: UTC}}

  - path: trade_show.xlsx
    entity: people
    columns:
      person_source_id: Badge
      kind: {{constant: person}}
      email: E-mail
      phone: Phone
      company: Company
      title: Job title
      country: Country
      lead_source: {{constant: Trade Show}}
      created_at: {{column: Scanned at, date_format: "%d.%m.%Y %H:%M", timezone: Europe/Berlin}}

  - path: trade_show.xlsx
    entity: campaign_responses
    columns:
      response_source_id: Badge
      person_source_id: Badge
      campaign_source_id: {{constant: {campaign}}}   # the show, as the CRM numbers it
      status: {{constant: Attended}}
      has_responded: {{constant: "true"}}
      responded_at: {{column: Scanned at, date_format: "%d.%m.%Y %H:%M", timezone: Europe/Berlin}}
"""


def write_files(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write orders, statuses of leads, rates and calls (CSV), the show's list and `mapping.yml`.

    Each is as untidy as such files are: orders with semicolons, decimal commas, German dates,
    refunds as negative rows of their own day and two rows nobody can read; the show's list with
    shouted addresses, a badge scanned twice, and notes.
    """
    folder.mkdir()
    connection.execute(
        f"""copy (
            select order_number as order_no, line_no as line, order_type as type,
                sales_channel as channel, account, email, amount, currency, order_date, coupon,
                affiliate
            from order_file
        ) to {path_literal(folder / "orders.csv")} (format csv, header, delimiter ';')"""
    )
    connection.execute(
        f"""copy (
            select rate_date as "date", from_currency as "from", to_currency as "to", rate
            from fx_rates
        ) to {path_literal(folder / "fx_rates.csv")} (format csv, header)"""
    )
    connection.execute(
        f"""copy (
            select call_no as call, caller, visitor, dialled, shown_on, gclid, utm_source,
                utm_medium, utm_campaign, started_at, seconds, outcome
            from call_list
        ) to {path_literal(folder / "calls.csv")} (format csv, header)"""
    )
    connection.execute(
        f"""copy (
            select change_id as "change", salesforce_id('00Q', row_no) as lead,
                from_status as "from", to_status as "to",
                strftime(changed_at, '%Y-%m-%d %H:%M:%S') as changed_at
            from lead_status_changes
        ) to {path_literal(folder / "lead_statuses.csv")} (format csv, header)"""
    )
    people = connection.execute(
        f"select {', '.join(SHOW_COLUMNS.values())} from show_list order by badge"
    ).fetchall()
    (folder / "trade_show.xlsx").write_bytes(_workbook("Scans", [tuple(SHOW_COLUMNS), *people]))
    show = connection.execute("select salesforce_id('701', 1)").fetchall()[0][0]
    (folder / "mapping.yml").write_text(MAPPING.format(campaign=show))


def _workbook(title: str, rows: list[tuple[str | None, ...]]) -> bytes:
    """An Excel file that is the same bytes whenever it is written."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    timeless = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(timeless, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(
                    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-06-01T00:00:00Z", content
                )
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return timeless.getvalue()

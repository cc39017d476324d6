"""The SQL around an event's columns: rows out of files, addresses found, hidden and hashed."""

from pipelines.identifiers import EMAIL_MARK, EMAIL_PATTERN, EmailForm, hmac_sql
from pipelines.sources.ga4.columns import COLUMNS, json_spec
from pipelines.sources.ga4.exports import Export, ExportFile

Numbered = tuple[Export, int, ExportFile]
"""A file, the table it belongs to, and which of the table's files it is."""

# An event of 200 items takes some 300 kB. DuckDB would take sixteen times the longest line a file.
_LONGEST_LINE = 4 * 1024 * 1024
_LINES_BUFFER = 4 * _LONGEST_LINE
# Files of one table are numbered one after the other; none has more rows than this.
_ROWS_PER_FILE = 10**10
# Page addresses first: theirs is the address an event is known by.
_PAGES = ("param_page_location", "param_page_referrer")
_HIDDEN_TEXTS = (
    *_PAGES,
    *(one.name for one in COLUMNS if one.hidden and one.name not in _PAGES),
    "event_params",
)
_BETWEEN, _NULL = "chr(1)", "chr(2)"
_AT_SIGNS = ("@", "%40", "2540", "\uff20", "\ufe6b")


def stored_rows(group: list[Numbered], only: str) -> str:
    """Rows of Parquet files."""
    addresses = ", ".join(quoted(file.address) for _, _, file in group)
    facts = ", ".join(
        f"({quoted(file.address)}, '{export.version}', '{export.table}', {_before(number)})"
        for export, number, file in group
    )
    return f"""
        select * from (
            select
                fact.file_version, fact.export_table,
                fact.rows_before + stored.file_row_number + 1 as row_in_file,
                stored.* exclude (filename, file_row_number)
            from read_parquet([{addresses}], filename = true, file_row_number = true) as stored
            inner join (values {facts}) as fact(filename, file_version, export_table, rows_before)
                on stored.filename = fact.filename
        ) where {only}"""


def json_rows(group: list[Numbered], only: str) -> str:
    """Rows of JSON files; a line that is no JSON has nothing but its number."""
    files = "\nunion all\n".join(
        f"""
        select
            '{export.version}' as file_version, '{export.table}' as export_table,
            {_before(number)} + row_number() over () as row_in_file, line
        from read_csv(
            {quoted(file.address)}, columns = {{'line': 'varchar'}}, header = false,
            auto_detect = false, delim = '\x01', quote = '', escape = '',
            max_line_size = {_LONGEST_LINE}, buffer_size = {_LINES_BUFFER}
        )"""
        for export, number, file in group
    )
    return f"""
        select file_version, export_table, row_in_file, line, event.*
        from (
            select *, try(json_transform(line, '{json_spec()}')) as event from ({files})
            where {only}
        )"""


def _before(number: int) -> int:
    return number * _ROWS_PER_FILE


def searched(events: str) -> str:
    """Events, the suspicious ones with the first address in them and with all texts without any.

    The texts go through one regular expression together: DuckDB compiles each that it meets, and
    sixty of them took longer than reading a small file.
    """
    texts = ", ".join(
        f"replace(coalesce({name}, {_NULL}), {_BETWEEN}, ' ')" for name in _HIDDEN_TEXTS
    )
    return f"""
        select *,
            first_email(texts) as email_found,
            string_split(hide_emails(texts), {_BETWEEN}) as hidden,
            if(is_suspicious, whole_email(user_id), null) as user_address
        from (
            select *, if(is_suspicious, concat_ws({_BETWEEN}, {texts}), null) as texts
            from ({events})
        )"""


def final(events: str, load_id: str, emails: EmailForm) -> str:
    """Rows of the raw table, without addresses."""
    columns = {one.name: _shown(one.name) if one.hidden else one.name for one in COLUMNS}
    # A site that takes the address for its id: hashed, it is still one and the same person's.
    columns["user_id"] = (
        f"if(user_address is null, {columns['user_id']}, {key_of('user_address', emails)})"
    )
    listed = ", ".join(f"{sql} as {name}" for name, sql in columns.items())
    params = _shown("event_params")
    return f"""
        select
            file_version, row_in_file, export_table, {listed},
            {key_of("email_found", emails)} as email_key,
            case when event_params <> '' then '{{' || {params} || '}}' end as event_params,
            '{load_id}' as _dlt_load_id
        from ({searched(events)})"""


def _shown(name: str) -> str:
    place = _HIDDEN_TEXTS.index(name) + 1
    return f"if(hidden is null, {name}, nullif(hidden[{place}], {_NULL}))"


def key_of(address: str, emails: EmailForm) -> str:
    """The keyed hash of an address as it was found; binds the key's pads."""
    hashed = hmac_sql("email", f"lower(url_decode({address}))", emails)
    return f"if({address} is null, null, {hashed})"


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


MACROS = f"""
    create macro has_at(given) as {" or ".join(f"contains(given, '{sign}')" for sign in _AT_SIGNS)};
    create macro hide_emails(given) as case
        when has_at(given) then
            regexp_replace(given, {quoted(EMAIL_PATTERN)}, '{EMAIL_MARK}', 'g')
        else given
    end;
    create macro first_email(given) as case
        when has_at(given) then nullif(regexp_extract(given, {quoted(EMAIL_PATTERN)}), '')
    end;
    create macro whole_email(given) as case
        when has_at(given) and regexp_full_match(trim(given), {quoted(EMAIL_PATTERN)})
            then trim(given)
    end;
"""

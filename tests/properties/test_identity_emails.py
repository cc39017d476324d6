"""One mailbox, one hash: whichever way it is written, and whether Python or SQL hashes it."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.identifiers import EmailForm, Keyring, canonical_email, hmac_sql

FORM = EmailForm(
    ignore_dots=("gmail.com", "googlemail.com"), ignore_tags=("gmail.com", "outlook.com")
)
SECRET = "a key that only these tests know, long enough"  # noqa: S105 - of nothing

locals_ = st.from_regex(r"[A-Za-z0-9_'+][A-Za-z0-9_.'+-]{0,12}", fullmatch=True)
domains = st.sampled_from(
    ["gmail.com", "GMail.com", "googlemail.com", "outlook.com", "corp.example"]
)


@pytest.mark.parametrize(
    ("written", "mailbox"),
    [
        ("Jane.Doe+news@GMail.com", "janedoe@gmail.com"),
        ("jane.doe+news@googlemail.com", "janedoe+news@gmail.com"),
        ("jane.doe+news@outlook.com", "jane.doe@outlook.com"),
        ("jane.doe+news@corp.example", "jane.doe+news@corp.example"),
        ("_+news@gmail.com", "_@gmail.com"),
    ],
)
def test_dots_and_tags_are_ignored_where_it_is_said_and_nowhere_else(
    written: str, mailbox: str
) -> None:
    canonical = canonical_email(written)
    assert canonical
    assert FORM.of(canonical) == mailbox
    assert EmailForm().of(canonical) == canonical
    assert Keyring(SECRET, FORM).pid("email", canonical) == Keyring(SECRET).pid("email", mailbox)


def test_nothing_but_addresses_is_normalised() -> None:
    keys = Keyring(SECRET, FORM)
    assert keys.pid("name", "j.d@gmail.com") == Keyring(SECRET).pid("name", "j.d@gmail.com")


@settings(max_examples=20, deadline=None)
@given(addresses=st.lists(st.builds("{}@{}".format, locals_, domains), min_size=1, max_size=40))
def test_sql_hashes_as_python_does(addresses: list[str]) -> None:
    keys = Keyring(SECRET, FORM)
    known = [one for one in addresses if canonical_email(one)]
    query = f"""
        select {hmac_sql("email", "lower(address)", FORM)}
        from (select unnest($addresses::varchar[]) as address)
    """
    with duckdb.connect(config={"threads": 1}) as database:
        found = database.execute(query, {**keys.hmac_parameters(), "addresses": known}).fetchall()
    expected = [keys.pid("email", str(canonical_email(one))) for one in known]
    assert [pid for (pid,) in found] == expected

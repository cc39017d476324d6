"""Where settings come from, and what is said when one is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration import sample_company
from pipelines import settings
from pipelines.settings import (
    SHORTEST_VAULT_KEY,
    MissingSetting,
    SettingsError,
    load_settings,
    run,
)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("CLOSED_LOOP_", "SOURCES__")):
            monkeypatch.delenv(name)


def give(monkeypatch: pytest.MonkeyPatch, system: str, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"SOURCES__{system.upper()}__{name.upper()}", value)


def test_without_an_environment_the_project_says_what_is_on() -> None:
    found = load_settings()
    assert found.sources == ("salesforce", "google_ads", "ga4", "files")
    assert found.sandbox is True
    assert found.data_dir == Path("data")
    assert found.reporting_currency == "EUR"


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOSED_LOOP_SOURCES", "files, ga4,files")
    monkeypatch.setenv("CLOSED_LOOP_SANDBOX", "false")
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", "elsewhere")
    monkeypatch.setenv("CLOSED_LOOP_REPORTING_CURRENCY", "USD")
    found = load_settings()
    assert found.sources == ("files", "ga4")
    assert found.sandbox is False
    assert found.data_dir == Path("elsewhere")
    assert found.reporting_currency == "USD"


def test_a_mapping_of_files_may_say_the_reporting_currency(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.yml"
    mapping.write_text("version: 1\nreporting_currency: BRL\n")
    monkeypatch.setenv("CLOSED_LOOP_FILES_MAPPING", str(mapping))
    monkeypatch.setenv("CLOSED_LOOP_SOURCES", "files")
    assert load_settings().reporting_currency == "BRL"
    monkeypatch.setenv("CLOSED_LOOP_SOURCES", "salesforce")
    assert load_settings().reporting_currency == "EUR"


def test_a_wrong_value_is_named_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOSED_LOOP_SANDBOX_DAYS", "many")
    with pytest.raises(SettingsError, match="CLOSED_LOOP_SANDBOX_DAYS cannot be used"):
        load_settings()
    monkeypatch.delenv("CLOSED_LOOP_SANDBOX_DAYS")
    monkeypatch.setenv("CLOSED_LOOP_SOURCES", "files; drop schema raw")
    with pytest.raises(SettingsError, match="CLOSED_LOOP_SOURCES cannot be used"):
        load_settings()


def test_no_key_is_a_sentence_that_names_both_places() -> None:
    with pytest.raises(MissingSetting, match=r"CLOSED_LOOP_VAULT_KEY.*\.dlt/secrets\.toml"):
        settings.vault_key()


def test_a_short_key_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOSED_LOOP_VAULT_KEY", "hunter2")
    with pytest.raises(SettingsError, match="shorter than 32") as error:
        settings.vault_key()
    assert "hunter2" not in str(error.value)


def test_a_missing_credential_is_named_in_both_forms() -> None:
    with pytest.raises(MissingSetting) as error:
        settings.salesforce()
    assert "[sources.salesforce]" in str(error.value)
    assert "SOURCES__SALESFORCE__LOGIN_URL" in str(error.value)
    assert str(error.value).count(".") <= 4


def test_a_connection_never_shows_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "swordfish-swordfish"  # noqa: S105 - invented
    give(
        monkeypatch,
        "salesforce",
        login_url="https://example.my.salesforce.com/",
        client_id="me",
        client_secret=secret,
    )
    found = settings.salesforce()
    assert found.client_secret == secret
    assert found.login_url == "https://example.my.salesforce.com"
    assert found.api_version == "v66.0"
    assert secret not in repr(found)


AD_ACCOUNTS = {
    "developer_token": "t",
    "client_id": "c",
    "client_secret": "s",
    "refresh_token": "r",
    "start_date": "2026-06-01",
}


@pytest.mark.parametrize(
    "accounts",
    ["111-222-3333,4445556666", '["1112223333", "444-555-6666"]', "1112223333 4445556666"],
)
def test_ad_accounts_are_written_as_people_write_them(
    monkeypatch: pytest.MonkeyPatch, accounts: str
) -> None:
    give(monkeypatch, "google_ads", **AD_ACCOUNTS, customer_ids=accounts)
    give(monkeypatch, "google_ads", login_customer_id="999-888-7777")
    found = settings.google_ads()
    assert found.customer_ids == ("1112223333", "4445556666")
    assert found.login_customer_id == "9998887777"
    assert found.end_date is None


def test_a_wrong_ad_account_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, "google_ads", **AD_ACCOUNTS, customer_ids="12")
    with pytest.raises(SettingsError, match="ten digits"):
        settings.google_ads()


def test_an_event_export_needs_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MissingSetting, match="SOURCES__GA4__BUCKET_URL"):
        settings.ga4()
    give(monkeypatch, "ga4", bucket_url="gs://bucket/export")
    assert settings.ga4().file_glob == "**/events_*"


def test_providers_that_ignore_dots_and_tags_are_a_setting_and_off_by_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load_settings().email_ignore_dots == load_settings().email_ignore_tags == ()
    monkeypatch.setenv("CLOSED_LOOP_EMAIL_IGNORE_DOTS", "gmail.com, mail.example")
    monkeypatch.setenv("CLOSED_LOOP_EMAIL_IGNORE_TAGS", "known")
    assert load_settings().email_ignore_dots == ("gmail.com", "mail.example")
    assert "outlook.com" in load_settings().email_ignore_tags
    monkeypatch.setenv("CLOSED_LOOP_EMAIL_IGNORE_TAGS", "gmail")
    with pytest.raises(SettingsError, match="EMAIL_IGNORE_TAGS cannot be used: 'gmail' is neither"):
        load_settings()


def test_the_configuration_file_may_say_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    said: dict[str, list[str]] = {"closed_loop.email_ignore_dots": ["known"]}
    monkeypatch.setattr(run, "option", said.get)
    assert load_settings().email_ignore_dots == ("gmail.com", "googlemail.com")
    said["closed_loop.email_ignore_tags"] = ["everywhere"]
    with pytest.raises(SettingsError, match="email_ignore_tags under"):
        load_settings()


def test_a_slip_in_a_file_is_told_by_its_place_and_without_what_stands_there(
    tmp_path: Path,
) -> None:
    (tmp_path / ".dlt").mkdir()
    (tmp_path / ".dlt" / "secrets.toml").write_text('[sources]\nkey = = "s3cret"\n')
    asked = (
        "from pipelines.settings import SettingsError, load_settings\n"
        "try:\n    load_settings()\n"
        "except SettingsError as error:\n    print(error)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(settings.PROJECT_ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == ".dlt/secrets.toml is no TOML (line 2 col 6): mend it.\n"
    assert "s3cret" not in told.stdout + told.stderr


def test_the_sample_company_leaves_what_the_files_of_dlt_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = {
        "closed_loop.files_mapping": "own/mapping.yml",
        "closed_loop.vault_key": "k" * SHORTEST_VAULT_KEY,
    }
    monkeypatch.setattr(run, "option", said.get)
    monkeypatch.setattr(run, "secret", said.get)
    given = sample_company.given(load_settings())
    assert given["CLOSED_LOOP_FILES_MAPPING"] == "own/mapping.yml"
    assert given["CLOSED_LOOP_VAULT_KEY"] == said["closed_loop.vault_key"]

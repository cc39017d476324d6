"""The vault gives back what it was given, to who has the key, and shows nothing otherwise."""

import sqlite3
import stat
from pathlib import Path

import pytest

from pipelines.identifiers import EmailForm, Keyring
from pipelines.vault import Vault, VaultError

KEYS = Keyring("the key of this vault, long enough for one")
ADDRESS = "canary.person@canary.example"
PID = KEYS.pid("email", ADDRESS)


def test_it_gives_back_what_it_was_given(tmp_path: Path) -> None:
    with Vault(tmp_path / "vault.sqlite", KEYS) as vault:
        assert vault.keep([(PID, "email", ADDRESS)]) == 1
        assert vault.reveal(PID) == ADDRESS
        assert vault.reveal("unknown") is None
    with Vault(tmp_path / "vault.sqlite", KEYS) as vault:
        assert vault.reveal(PID) == ADDRESS


def test_the_first_text_stays_and_is_counted_once(tmp_path: Path) -> None:
    with Vault(tmp_path / "vault.sqlite", KEYS) as vault:
        assert vault.keep([(PID, "email", ADDRESS), (PID, "email", ADDRESS.upper())]) == 1
        assert vault.keep([(PID, "email", "Other@canary.example")]) == 0
        assert len(vault) == 1


def test_another_process_sees_it_as_soon_as_keep_returns(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault.sqlite", KEYS)
    vault.keep([(PID, "email", ADDRESS)])
    with sqlite3.connect(tmp_path / "vault.sqlite") as other:
        assert other.execute("select count(*) from identifiers").fetchone() == (1,)
    vault.close()


def test_its_file_shows_nothing_and_is_the_owners(tmp_path: Path) -> None:
    path = tmp_path / "vault.sqlite"
    with Vault(path, KEYS) as vault:
        vault.keep([(PID, "email", ADDRESS)])
    assert b"canary" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_another_key_is_refused_in_one_sentence(tmp_path: Path) -> None:
    Vault(tmp_path / "vault.sqlite", KEYS).close()
    with pytest.raises(VaultError, match="made with another key"):
        Vault(tmp_path / "vault.sqlite", Keyring("a different key, also long enough"))


def test_a_damaged_entry_is_said_not_shown(tmp_path: Path) -> None:
    with Vault(tmp_path / "vault.sqlite", KEYS) as vault:
        vault.keep([(PID, "email", ADDRESS)])
    with sqlite3.connect(tmp_path / "vault.sqlite") as other:
        other.execute("update identifiers set sealed = zeroblob(60)")
    with (
        Vault(tmp_path / "vault.sqlite", KEYS) as vault,
        pytest.raises(VaultError, match="damaged"),
    ):
        vault.reveal(PID)


def test_the_keys_that_derive_from_one_key_differ() -> None:
    other = Keyring("a different key, also long enough")
    assert KEYS.pid("email", ADDRESS) != other.pid("email", ADDRESS)
    assert KEYS.pid("email", "x") != KEYS.pid("phone", "x")
    assert KEYS.fingerprint not in KEYS.vault.hex()
    assert KEYS.unseal(KEYS.seal("payload")) == "payload"
    assert "the key" not in repr(KEYS)


def test_a_vault_keeps_to_the_way_its_addresses_were_hashed(tmp_path: Path) -> None:
    secret, path = "the key of this vault, long enough for one", tmp_path / "vault.sqlite"
    dotless = Keyring(secret, EmailForm(ignore_dots=("gmail.com",)))
    Vault(path, Keyring(secret)).close()
    with Vault(path, dotless) as vault:  # nothing landed yet: it may still change
        vault.keep([(dotless.pid("email", "j.doe@gmail.com"), "email", "J.Doe@gmail.com")])
    with pytest.raises(
        VaultError, match=r"dots ignored for gmail\.com, and nothing ignored is set"
    ):
        Vault(path, Keyring(secret))
    with Vault(path, dotless) as vault:
        assert vault.reveal(dotless.pid("email", "jdoe@gmail.com")) == "J.Doe@gmail.com"

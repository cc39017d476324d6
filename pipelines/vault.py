"""The vault: the only place where an identifier can be turned back into an e-mail address.

`data/vault.sqlite`: keyed hash → ciphertext (AES-256-GCM, the hash as associated data), mode 0600.
It is written before the rows that carry the hash go on, so that a hash without its text cannot
exist; it is read by the sender that writes back, and by nobody else. Losing it breaks no number.
"""

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pipelines.door import Plaintext
from pipelines.errors import Explained
from pipelines.identifiers import Keyring

_NONCE_BYTES = 12
_CHUNK = 500
_SCHEMA = """
    create table if not exists vault (fingerprint text not null);
    create table if not exists email_form (form text not null);
    create table if not exists identifiers (
        pid text primary key, kind text not null, sealed blob not null
    ) without rowid;
"""


class VaultError(Explained):
    """The vault cannot be used with this key."""


class Vault:
    """An open vault; close it, or use it as a context manager."""

    def __init__(self, path: Path, keys: Keyring) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)
        self.path = path
        self._cipher = AESGCM(keys.vault)
        self._seen: set[str] = set()
        self._connection = sqlite3.connect(path, timeout=60.0)
        self._connection.executescript(_SCHEMA)
        self._check(keys)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def keep(self, plaintexts: Iterable[Plaintext]) -> int:
        """Keep identifiers not yet known and commit; the number of new ones."""
        fresh = {one[0]: one for one in plaintexts if one[0] not in self._seen}
        if not fresh:
            return 0
        unknown = fresh.keys() - self._known(list(fresh))
        rows = [(pid, fresh[pid][1], self._sealed(pid, fresh[pid][2])) for pid in sorted(unknown)]
        with self._connection:
            self._connection.executemany("insert or ignore into identifiers values (?, ?, ?)", rows)
        self._seen.update(fresh)
        return len(rows)

    def reveal(self, pid: str) -> str | None:
        """The text behind a keyed hash, None if it is unknown."""
        found = self._connection.execute(
            "select sealed from identifiers where pid = ?", (pid,)
        ).fetchone()
        if found is None:
            return None
        sealed: bytes = found[0]
        try:
            opened = self._cipher.decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], pid.encode("ascii")
            )
        except InvalidTag:
            raise VaultError(
                f"An entry of {self.path} is damaged: restore the file from a backup."
            ) from None
        return opened.decode()

    def __len__(self) -> int:
        return int(self._connection.execute("select count(*) from identifiers").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _known(self, pids: list[str]) -> set[str]:
        known: set[str] = set()
        for start in range(0, len(pids), _CHUNK):
            chunk = pids[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            query = f"select pid from identifiers where pid in ({marks})"
            known.update(row[0] for row in self._connection.execute(query, chunk))
        return known

    def _sealed(self, pid: str, text: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), pid.encode("ascii"))

    def _check(self, keys: Keyring) -> None:
        with self._connection:
            self._connection.execute(
                "insert into vault select ? where not exists (select 1 from vault)",
                (keys.fingerprint,),
            )
        made_with = self._connection.execute("select fingerprint from vault").fetchone()[0]
        if made_with != keys.fingerprint:
            self._connection.close()
            raise VaultError(
                f"{self.path} was made with another key: set CLOSED_LOOP_VAULT_KEY (or vault_key "
                "under [closed_loop] in .dlt/secrets.toml) to that key, or use another "
                "CLOSED_LOOP_DATA_DIR."
            )
        self._check_form(str(keys.emails))

    def _check_form(self, form: str) -> None:
        """Hashes made one way and hashes made another never meet: a vault keeps to its way."""
        with self._connection:
            landed = self._connection.execute(
                "select 1 from identifiers where kind = 'email' limit 1"
            ).fetchone()
            made_with = self._connection.execute("select form from email_form").fetchone()
            was = made_with[0] if made_with else ""
            if was != form and not landed:
                self._connection.execute("delete from email_form")
                self._connection.execute("insert into email_form values (?)", (form,))
        if was != form and landed:
            self._connection.close()
            raise VaultError(
                f"E-mail addresses in {self.path} were hashed with {was or 'nothing ignored'}, and "
                f"{form or 'nothing ignored'} is set now, so what was landed would not meet what "
                "comes: set CLOSED_LOOP_EMAIL_IGNORE_DOTS and CLOSED_LOOP_EMAIL_IGNORE_TAGS (or "
                "both under [closed_loop] in .dlt/config.toml) back, or land everything anew in "
                "another CLOSED_LOOP_DATA_DIR."
            )

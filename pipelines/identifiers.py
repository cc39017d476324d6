"""E-mail addresses, phone numbers and names: one canonical form each, and the keyed hash of it.

A person is known everywhere by `HMAC-SHA-256(stitch key, "v1|email|" + canonical)`. Equal
identifiers give equal hashes in every system; without the key nobody can try addresses one by one.
The hash exists twice, in Python (`Keyring.pid`) and in DuckDB SQL (`hmac_sql`) for event exports
that never become Python objects.
"""

import dataclasses
import hashlib
import hmac
import re
import unicodedata
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Literal

import phonenumbers
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PersonalKind = Literal["email", "phone", "name"]

EMAIL_MARK = "[email]"
PHONE_MARK = "[phone]"

# The pattern is read by Python and by DuckDB (RE2) alike: negated classes of code points, since
# \w means different things there. The part before the @ is bounded, or 10,000 letters without an @
# take a second of backtracking. An @ may be percent-encoded, more than once, or of full width.
_LABEL = r"[^\x00-\x2c\x2e\x2f\x3a-\x40\x5b-\x60\x7b-\xa0]"
_LOCAL_START = r"[^\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\xa0]"
_LOCAL = r"[^\x00-\x20\x22\x23\x26\x28\x29\x2c\x2f\x3a-\x40\x5b-\x5d\x7c\x7f-\xa0]"
_AT = "(?:[@\uff20\ufe6b]|%(?:25){0,3}40)"
_TOP_LEVEL = r"(?:xn--[0-9A-Za-z-]{2,59}|[^\x00-\x40\x5b-\x60\x7b-\xa0]{2,63})"
EMAIL_PATTERN = f"{_LOCAL_START}{_LOCAL}{{0,127}}{_AT}(?:{_LABEL}+\\.)+{_TOP_LEVEL}"
_EMAIL = re.compile(EMAIL_PATTERN)

# Seven to fifteen digits with the usual separators. Too much is hidden rather than too little: only
# what starts with a date is let through.
_SEPARATOR = r"[ \t\u00a0\u2009().\u2010-\u2015/-]"
_PHONE = re.compile(
    r"(?<![\w.])(?!\d{4}-\d\d-\d\d\b|\d\d\.\d\d\.\d{4}\b)"
    rf"(?:\+|\(\+?)?\d(?:{_SEPARATOR}{{0,3}}\d){{6,14}}(?!\w)"
)
# What people write for a country beside its names and its ISO code.
_COUNTRY_NICKNAMES = {"usa": "US", "u.s.": "US", "u.s.a.": "US", "uk": "GB", "england": "GB"}


def canonical_email(text: str) -> str | None:
    """NFKC, trimmed, case-folded; None if it is not one address."""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    folded = folded.strip().casefold()
    return folded if "%" not in folded and _EMAIL.fullmatch(folded) else None


# Providers that deliver `jane.doe+news@` to `janedoe@`, by their own help pages.
DOTS_IGNORED_BY = ("gmail.com", "googlemail.com")
TAGS_IGNORED_BY = (
    *DOTS_IGNORED_BY, "fastmail.com", "hotmail.com", "icloud.com", "live.com", "mac.com", "me.com",
    "outlook.com", "pm.me", "proton.me", "protonmail.com",
)  # fmt: skip
_OTHER_NAME_OF = {"googlemail.com": "gmail.com"}


@dataclasses.dataclass(frozen=True)
class EmailForm:
    """Which ways to write an address are one mailbox, beyond its canonical form.

    Attributes:
        ignore_dots: domains where a dot before the @ says nothing.
        ignore_tags: domains where `+` and what follows it before the @ says nothing.
    """

    ignore_dots: tuple[str, ...] = ()
    ignore_tags: tuple[str, ...] = ()

    def of(self, canonical: str) -> str:
        """The mailbox of an address in its canonical form."""
        local, _, domain = canonical.rpartition("@")
        if domain in self.ignore_tags:
            local = local.partition("+")[0]
        if domain in self.ignore_dots:
            local = local.replace(".", "")
        if domain in self.ignore_tags or domain in self.ignore_dots:
            domain = _OTHER_NAME_OF.get(domain, domain)
        return f"{local}@{domain}"

    def sql(self, canonical: str) -> str:
        """`of` as a DuckDB expression of a canonical address."""
        if not self.ignore_dots and not self.ignore_tags:
            return canonical
        local, domain = f"split_part({canonical}, '@', 1)", f"split_part({canonical}, '@', 2)"
        mailbox = _where(domain, self.ignore_tags, f"split_part({local}, '+', 1)", local)
        mailbox = _where(domain, self.ignore_dots, f"replace({mailbox}, '.', '')", mailbox)
        listed = set(self.ignore_dots) | set(self.ignore_tags)
        for other, name in _OTHER_NAME_OF.items():
            if other in listed:
                domain = f"if({domain} = '{other}', '{name}', {domain})"
        return f"({mailbox} || '@' || {domain})"

    def __str__(self) -> str:
        """In words, the same for the same form; empty for the plain one."""
        told = [
            f"{what} ignored for {', '.join(sorted(domains))}"
            for what, domains in (("dots", self.ignore_dots), ("tags", self.ignore_tags))
            if domains
        ]
        return " and ".join(told)


def _where(domain: str, domains: tuple[str, ...], then: str, otherwise: str) -> str:
    if not domains:
        return otherwise
    listed = ", ".join(f"'{one}'" for one in domains)
    return f"if({domain} in ({listed}), {then}, {otherwise})"


def email_domain(canonical: str) -> str:
    """What stands behind the @."""
    return canonical.rpartition("@")[2]


@lru_cache(maxsize=65_536)
def canonical_phone(text: str, country: str | None = None) -> tuple[str, str | None] | None:
    """E.164 and the ISO country, or None if it is not a number that can be dialled.

    Args:
        text: the number as somebody wrote it.
        country: ISO code or name of the country whose national form it may have.
    """
    try:
        number = phonenumbers.parse(text, country_code(country))
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    dialled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return dialled, phonenumbers.region_code_for_number(number)


def canonical_name(text: str) -> str | None:
    """NFKC, inner blanks as one, case-folded; None if nothing is left."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()) or None


def country_code(country: str | None) -> str | None:
    """The ISO code of a country given by code or by its name in any language."""
    if not country:
        return None
    stripped = country.strip()
    if stripped.upper() in phonenumbers.SUPPORTED_REGIONS:
        return stripped.upper()
    return _country_names().get(stripped.casefold())


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    # Imported when the first name is met: it takes 0.3 s.
    from phonenumbers.geodata.locale import LOCALE_DATA

    names = dict(_COUNTRY_NICKNAMES)
    for code in sorted(LOCALE_DATA):
        for name in LOCALE_DATA[code].values():
            if not name.startswith("*"):
                names.setdefault(name.casefold(), code)
    return names


def is_email(text: str) -> bool:
    """Whether the whole text is one address."""
    return "@" in text and canonical_email(text) is not None


def may_hold_email(text: str) -> bool:
    """Whether it has a sign without which there is no address; 20 times as fast as the pattern."""
    return "@" in text or "%" in text or "\uff20" in text or "\ufe6b" in text


def hide_emails(text: str) -> str:
    """The text with every e-mail address, plain or percent-encoded, replaced by `[email]`."""
    return _EMAIL.sub(EMAIL_MARK, text) if may_hold_email(text) else text


def hide_phones(text: str) -> str:
    """The text with everything that may be a phone number replaced by `[phone]`."""
    return _PHONE.sub(PHONE_MARK, text)


class Keyring:
    """The three keys that derive (HKDF-SHA-256) from the one vault key: stitch, vault, seal.

    `emails` says which addresses are one mailbox, and so have one hash.
    """

    def __init__(self, secret: str, emails: EmailForm | None = None) -> None:
        self.emails = emails or EmailForm()
        self._stitch = _derive(secret, "stitch")
        self.vault = _derive(secret, "vault")
        self.fingerprint = _derive(secret, "fingerprint").hex()[:32]
        self._seal = Fernet(urlsafe_b64encode(_derive(secret, "seal")))

    def __repr__(self) -> str:
        return f"Keyring({self.fingerprint[:8]}…)"

    def pid(self, kind: PersonalKind, canonical: str) -> str:
        """The keyed hash (64 hex digits) of an identifier in its canonical form."""
        told = self.emails.of(canonical) if kind == "email" else canonical
        message = f"v1|{kind}|{told}".encode()
        return hmac.digest(self._stitch, message, "sha256").hex()

    def fingerprint_of(self, text: str) -> str:
        """A keyed hash of any text, apart from identifiers of people."""
        return hmac.digest(self._stitch, f"v1|record|{text}".encode(), "sha256").hex()

    def seal(self, payload: str) -> str:
        """The payload, readable by who has the key only."""
        return self._seal.encrypt(payload.encode()).decode("ascii")

    def unseal(self, sealed: str) -> str:
        """The payload that `seal` was given."""
        return self._seal.decrypt(sealed.encode("ascii")).decode()

    def hmac_parameters(self) -> dict[str, bytes]:
        """What `hmac_sql` wants bound: the key's inner and outer pad, never written into SQL."""
        block = self._stitch.ljust(64, b"\0")
        return {
            "hmac_ipad": bytes(byte ^ 0x36 for byte in block),
            "hmac_opad": bytes(byte ^ 0x5C for byte in block),
        }


def hmac_sql(kind: PersonalKind, canonical: str, emails: EmailForm | None = None) -> str:
    """`Keyring.pid` as a DuckDB expression (null for null).

    Args:
        kind: what is hashed.
        canonical: SQL text expression of the canonical form; for e-mail addresses in ASCII that is
            `lower(trim(x))`.
        emails: `Keyring.emails`, where it is e-mail addresses.

    Binds `$hmac_ipad` and `$hmac_opad` from `Keyring.hmac_parameters()`.
    """
    told = emails.sql(f"({canonical})") if emails and kind == "email" else canonical
    message = f"encode('v1|{kind}|' || ({told}))"
    return f"sha256($hmac_opad || unhex(sha256($hmac_ipad || {message})))"


def _derive(secret: str, purpose: str) -> bytes:
    info = f"closed-loop|v1|{purpose}".encode()
    return HKDF(hashes.SHA256(), length=32, salt=None, info=info).derive(secret.encode())


def plain_hash(text: str) -> str:
    """SHA-256 of what is not personal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

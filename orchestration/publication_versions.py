"""The published versions: which there are, which readers see, and the way back to another.

`current` is the pointer; a version above it is either withdrawn (its folder holds a mark) or was
never seen by anybody (a publish killed before it moved the pointer). Numbers are never used twice.
Without a pointer nobody knows what was seen, so nothing is removed.
"""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.errors import Explained

MANIFEST = "manifest.json"
REPORT = "report.html"  # written when the version stands; the manifest does not know it
_WITHDRAWN = "withdrawn"
_REMOVED = ".removed-"


class PublicationError(Explained):
    """Readers see what they saw before; the message says why."""


@dataclass(frozen=True)
class Version:
    """One published version.

    Attributes:
        name: number and the beginning of the contents' hash, such as 000012-ab12cd34.
        written_at: when its manifest was written, UTC; for display only.
        rows: rows of all marts together.
        state: `current`, `kept` (readers can be sent back to it), `withdrawn`, or `unfinished`.
    """

    name: str
    folder: Path
    number: int
    content_hash: str
    written_at: datetime
    rows: int
    state: str


def current_folder(published: Path) -> Path | None:
    """The folder that readers are sent to, or None before the first publish."""
    pointer = published / "current"
    return pointer.resolve() if pointer.exists() else None


def read_manifest(folder: Path | None) -> dict[str, Any]:
    """The manifest of a published version; empty when there is none, or none that can be read.

    So that what became of an older version keeps no new one from being published.
    """
    if folder is None:
        return {}
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def published_rows(published: Path) -> dict[str, int]:
    """Rows per mart of the current version; empty before the first publish."""
    marts = read_manifest(current_folder(published)).get("marts", {})
    return {name: mart["rows"] for name, mart in marts.items()}


def versions(published: Path) -> list[Version]:
    """Every version that is there, oldest first."""
    current = current_folder(published)
    folders = sorted((published / "versions").glob("[0-9]*-*"))
    return [_described(folder, _state(folder, current, len(folders) == 1)) for folder in folders]


def roll_back(published: Path, name: str | None = None) -> Version:
    """Send readers to another version: the named one, or the one before.

    What is left is marked as withdrawn, with all that came after the new current one, so that an
    identical build does not publish it again by itself. A withdrawn version can be named, too.
    Where the pointer was lost, one must be named.

    Raises:
        PublicationError: there is no such version, or its files are not what its manifest says.
    """
    sweep(published)
    there = versions(published)
    if not there:
        raise PublicationError(f"Nothing is published in {published} yet: make run")
    target = _target(there, name)
    check_whole(target.folder)
    left = _left(there)
    # The one readers see first: what a kill leaves of these marks is known by that one (sweep).
    for version in sorted(there, key=lambda version: version.name != left.name):
        if version.number > target.number and version.state != "withdrawn":
            _mark(version.folder, f"{left.name} {target.name}\n")
    point(published, target.folder)
    _settle(published)
    return next(version for version in versions(published) if version.name == target.name)


def check_whole(folder: Path) -> None:
    """See that every file of a version is what its manifest says.

    Raises:
        PublicationError: it is not, and readers must not be sent there.
    """
    try:
        files: dict[str, str] = read_manifest(folder)["files"]
    except KeyError:
        raise PublicationError(
            f"Version {folder.name} is damaged: its {MANIFEST} cannot be read. Readers stay where "
            "they are; name another version (make versions)."
        ) from None
    wrong = [
        name
        for name, expected in sorted(files.items())
        if not (folder / name).is_file() or sha256(folder / name) != expected
    ]
    if wrong:
        raise PublicationError(
            f"Version {folder.name} is damaged: {', '.join(wrong)} differ from what its {MANIFEST} "
            "says. Readers stay where they are; name another version (make versions)."
        )


def sweep(published: Path) -> None:
    """Remove what a killed publish or rollback left; the lock says no other one is at work."""
    for leftover in [*(published / "versions").glob(".*"), *published.glob(".current-*")]:
        if leftover.is_symlink() or leftover.is_file():
            leftover.unlink()
        else:
            shutil.rmtree(leftover)
    _settle(published)
    for version in versions(published):
        if version.state == "unfinished":
            _remove(version.folder)


def retire(published: Path, kept: int) -> None:
    """Keep the current version and those before it, `kept` in all; older ones go, withdrawn too."""
    there = versions(published)
    standing = [version for version in there if version.state in {"current", "kept"}]
    oldest = standing[-kept:][0].number
    for version in there:
        if version.number < oldest:
            _remove(version.folder)


def point(published: Path, folder: Path) -> None:
    """Move the pointer: readers see the old version or the new one, never neither."""
    pointer = published / f".current-{os.getpid()}"
    pointer.symlink_to(Path("versions") / folder.name)
    pointer.replace(published / "current")
    sync(published)


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _left(there: list[Version]) -> Version:
    """What readers see; where the pointer was lost, the newest, which they saw last."""
    standing = [version for version in there if version.state != "withdrawn"]
    current = [version for version in standing if version.state == "current"]
    return (current or standing or there)[-1]


def _target(there: list[Version], name: str | None) -> Version:
    known = ", ".join(version.name for version in there)
    if name is None:
        current = next((version for version in there if version.state == "current"), None)
        if current is None:
            raise PublicationError(
                f"Nothing is current; make rollback VERSION=… names one of: {known}."
            )
        before = [v for v in there if v.state == "kept"]
        if not before:
            raise PublicationError(f"There is no version before {current.name} to go back to.")
        return before[-1]
    named = next((version for version in there if version.name == name), None)
    if named is None:
        raise PublicationError(f"No version is called {name}: there are {known}.")
    if named.state == "current":
        raise PublicationError(f"Version {name} is what readers see already.")
    return named


def _state(folder: Path, current: Path | None, is_alone: bool) -> str:
    if current and folder.name == current.name:
        return "current"
    if (folder / _WITHDRAWN).exists():
        return "withdrawn"
    if current:
        return "kept" if _number(folder) < _number(current) else "unfinished"
    # Of the very first publish, killed. Of others the pointer was lost: by a copy that takes no
    # symbolic links, or with the folder it named. Readers may have seen any of them.
    return "unfinished" if is_alone and _number(folder) == 1 else "kept"


def _described(folder: Path, state: str) -> Version:
    try:
        manifest = read_manifest(folder)
        content_hash = str(manifest["content_hash"])
        rows = sum(mart["rows"] for mart in manifest["marts"].values())
    except (KeyError, TypeError, AttributeError):
        content_hash, rows = "", 0  # check_whole refuses to send readers there
    written = datetime.fromtimestamp(_dated(folder).stat().st_mtime, UTC)
    return Version(folder.name, folder, _number(folder), content_hash, written, rows, state)


def _dated(folder: Path) -> Path:
    """What was last written by the publish; the folder itself changes with a mark."""
    manifest = folder / MANIFEST
    return manifest if manifest.exists() else folder


def _number(folder: Path) -> int:
    return int(folder.name.partition("-")[0])


def _mark(folder: Path, rollback: str) -> None:
    """Mark a version as withdrawn, and by which rollback."""
    part = folder.parent / f".mark-{os.getpid()}"
    part.write_text(rollback)
    sync(part)
    part.replace(folder / _WITHDRAWN)
    sync(folder)


def _settle(published: Path) -> None:
    """What readers see is not withdrawn, whatever its mark says; nor is what was marked with it.

    A mark on the current version is of a rollback that was killed before it moved the pointer, or
    of one that has just been taken back. Its own goes last, for it names the others.
    """
    current = current_folder(published)
    mark = current / _WITHDRAWN if current else None
    if mark is None or not mark.exists():
        return
    rollback = mark.read_text()
    if rollback.startswith(f"{mark.parent.name} "):
        for other in (published / "versions").glob(f"[0-9]*-*/{_WITHDRAWN}"):
            if other.parent != mark.parent and other.read_text() == rollback:
                other.unlink()
    mark.unlink()
    sync(mark.parent)


def _remove(folder: Path) -> None:
    """Out of sight in one step, so that no half of it is ever taken for a version."""
    removed = folder.with_name(f"{_REMOVED}{folder.name}")
    folder.rename(removed)
    shutil.rmtree(removed)

"""Personal data under lock: sealed by AES-GCM, bound to its row; places recognised by a keyed digest.

A sealed value is the key's id (4 bytes), a nonce (12) and the ciphertext. The id is a digest of the key, so that the
key that fits is found at once, and a missing one is a clear fault and never garbage.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.addresses import plain_address
from models.histories import chunks
from models.places import PersonalData, SealedKey
from models.prepared import has_arrays, one_of, run
from models.remembered import Remembered

KEY_BYTES = 32
ID_BYTES = 4
NONCE_BYTES = 12
DIGEST_BYTES = 16

DIGESTS = "digests"
"""The purpose of the key by which places are recognised."""

Fields = Mapping[str, str]

_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_read: Callable[[str], Any] = json.JSONDecoder().decode


class FaultyKey(ValueError):
    """A key that is not base64 of 32 bytes; ``position`` counts from 1."""

    def __init__(self, position: int) -> None:
        super().__init__(f"key {position} is not base64 of {KEY_BYTES} bytes")
        self.position = position


class WrongKey(Exception):
    """Something was sealed under a key that is not among the given ones."""


class Tampered(Exception):
    """A sealed value does not belong to its row, or was changed."""


def new_key() -> str:
    """A fresh random key, as it stands in the settings."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


class Sealer:
    """Seals with the first of some keys, opens with any of them."""

    def __init__(self, keys: Sequence[str]) -> None:
        raw = [_decoded(key, position) for position, key in enumerate(keys or [""], 1)]
        self._ciphers = {_key_id(key): AESGCM(key) for key in raw}
        self.first_id = _key_id(raw[0])
        self.searched: Remembered[int, tuple[Hashable, str]] = Remembered()
        """By the targets' ids: as what each stood when it was opened to be searched, and the text to search in.

        Kept with the keys, since it shows no more than they do.
        """

    def __repr__(self) -> str:
        """Without the keys."""
        return f"Sealer({len(self._ciphers)} keys)"

    def seal(self, subject: str, subject_id: int, fields: Fields) -> bytes:
        """The fields sealed for one row."""
        # Half a surrogate pair, as broken clients send it, must come back as it was and show in no exception.
        return self._seal_bytes(_bound_to(subject, subject_id), _written(fields).encode("utf-8", "surrogatepass"))

    def open(self, subject: str, subject_id: int, sealed: bytes) -> dict[str, str]:
        """The fields of a row; raises WrongKey or Tampered."""
        content = self._open_bytes(_bound_to(subject, subject_id), sealed)
        fields: dict[str, str] = _read(content.decode("utf-8", "surrogatepass"))
        return fields

    def open_all(self, subject: str, sealed: Iterable[tuple[int, bytes]]) -> dict[int, dict[str, str]]:
        """The fields of many rows of one kind, by their ids; raises WrongKey or Tampered."""
        kind = f"{subject}:".encode()
        contents = {row: self._open_bytes(b"%b%d" % (kind, row), each) for row, each in sealed}
        # Read as one list: thousands of small texts take four times as long.
        together = b"[" + b",".join(contents.values()) + b"]"
        return dict(zip(contents, _read(together.decode("utf-8", "surrogatepass")), strict=True))

    def is_current(self, sealed: bytes) -> bool:
        """Whether something is sealed under the first key."""
        return sealed[:ID_BYTES] == self.first_id

    def seal_key(self, purpose: str, key: bytes) -> bytes:
        """A key that must outlive rotation, sealed."""
        return self._seal_bytes(_bound_to(purpose, 0), key)

    def open_key(self, purpose: str, sealed: bytes) -> bytes:
        """A key sealed by ``seal_key``; raises WrongKey or Tampered."""
        return self._open_bytes(_bound_to(purpose, 0), sealed)

    def _seal_bytes(self, bound_to: bytes, content: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return self.first_id + nonce + self._ciphers[self.first_id].encrypt(nonce, content, bound_to)

    def _open_bytes(self, bound_to: bytes, sealed: bytes) -> bytes:
        cipher = self._ciphers.get(sealed[:ID_BYTES])
        if cipher is None:
            raise WrongKey
        nonce, content = sealed[ID_BYTES : ID_BYTES + NONCE_BYTES], sealed[ID_BYTES + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, content, bound_to)
        except (InvalidTag, ValueError):  # ValueError: cut off within the nonce
            raise Tampered from None


def _decoded(key: str, position: int) -> bytes:
    try:
        raw = base64.b64decode(key.strip(), validate=True)
    except ValueError:  # not base64, or not even ASCII
        raise FaultyKey(position) from None
    if len(raw) != KEY_BYTES:
        raise FaultyKey(position)
    return raw


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"junkai key " + key).digest()[:ID_BYTES]


def _bound_to(subject: str, subject_id: int) -> bytes:
    return f"{subject}:{subject_id}".encode()


def digest_key(session: Session, sealer: Sealer) -> bytes:
    """The key of the digests, made at the first use, so in a writing session.

    Raises WrongKey when the given keys are not this database's.
    """
    stored = session.get(SealedKey, DIGESTS)
    if stored is None:
        with suppress(IntegrityError), session.begin_nested():  # another process may make it at this very moment
            session.add(SealedKey(purpose=DIGESTS, sealed=sealer.seal_key(DIGESTS, os.urandom(KEY_BYTES))))
        stored = session.get_one(SealedKey, DIGESTS)
    return sealer.open_key(DIGESTS, stored.sealed)


def has_keys(session: Session) -> bool:
    """Whether anything was ever sealed in this database: then a new key would be a wrong one."""
    return session.get(SealedKey, DIGESTS) is not None


def check_keys(session: Session, sealer: Sealer) -> None:
    """Raise WrongKey or Tampered when the keys do not fit this database; an empty one takes any."""
    stored = session.get(SealedKey, DIGESTS)
    if stored is not None:
        sealer.open_key(DIGESTS, stored.sealed)


def place_digest(key: bytes, *parts: str) -> bytes:
    """What a place is recognised by: 16 bytes, the same for spellings that surely mean the same address.

    Parts are kept apart: ``("ab", "c")`` and ``("a", "bc")`` differ.
    """
    plain = [plain_address(part).encode("utf-8", "surrogatepass") for part in parts]
    joined = b"".join(len(part).to_bytes(4, "big") + part for part in plain)
    return hmac.digest(key, joined, "sha256")[:DIGEST_BYTES]


def home_digests(key: bytes, address: str, building: str, unit: str) -> tuple[bytes, bytes | None]:
    """What a dwelling is recognised by, and its building if it has one."""
    of_building = place_digest(key, "building", address, building) if building else None
    return place_digest(key, "dwelling", address, building, unit), of_building


def store_personal(session: Session, sealer: Sealer, subject: str, subject_id: int, fields: Fields) -> None:
    """Write the personal data of one building, dwelling, target or visit, in place of what was there."""
    sealed = sealer.seal(subject, subject_id, fields)
    row = session.get(PersonalData, (subject, subject_id))
    if row is None:
        session.add(PersonalData(subject=subject, subject_id=subject_id, sealed=sealed))
    else:
        row.sealed = sealed
    session.flush()


def load_personal(session: Session, sealer: Sealer, subject: str, ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """The personal data of some rows of one kind; those without any are left out."""
    return sealer.open_all(subject, sealed_personal(session, subject, ids).items())


def sealed_personal(session: Session, subject: str, ids: Iterable[int]) -> dict[int, bytes]:
    """The same as it is stored."""
    found: dict[int, bytes] = {}
    statement = _sealed(has_arrays(session))
    for chunk in chunks(sorted(ids)):
        found |= dict(run(session, statement, subject=subject, ids=chunk))
    return found


@cache
def _sealed(arrays: bool) -> Select[int, bytes]:  # noqa: FBT001 (the key of the cache)
    return select(PersonalData.subject_id, PersonalData.sealed).where(
        PersonalData.subject == bindparam("subject"), one_of(PersonalData.subject_id, "ids", arrays=arrays)
    )

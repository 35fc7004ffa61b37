"""A client of Zveno's strict rules in one file: keys, transactions, a node's events, and receipts that are checked offline.

Needs Python 3.11 and the package `cryptography` (Debian: python3-cryptography). Copy this file where you need it.

    import zveno

    key = zveno.Key.new()                                   # keep key.text() secret, and somewhere safe
    node = zveno.Node("http://127.0.0.1:5000")
    id = node.send(node.sign(key, data="the light is on"))  # record a text; nothing moves
    node.wait(id, confirmations=6)
    receipt = node.receipt(id)                              # a dictionary; json.dump keeps it
    verdict = zveno.check(receipt, held=HASH)               # offline; HASH is from a place that you trust
    assert zveno.BELOW_HELD in verdict.levels

A receipt is worth as much as the place where its reader got the hash of the block that it leads to.

As a command: `python3 zveno.py check RECEIPT.json [HASH]`. Exit code 0 if the receipt holds, 1 if it does not, 2 if that
cannot be said.
"""

import hashlib
import json
import secrets
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

try:  # only newer releases have it
    from cryptography.hazmat.primitives.asymmetric import mldsa
except ImportError:
    mldsa = None

MAX_INTEGER = 2**53 - 1
MAX_DATA = 16_384  # bytes of UTF-8
MAX_RECEIPT = 320 * 1024  # bytes of a document, white space included

UNDER_HEADER = "under-this-header"
BELOW_HELD = "below-held-block"


class Malformed(ValueError):
    """This has not the form that it should have."""


class CannotJudge(Exception):
    """The package `cryptography` at hand does not know the scheme of the signature."""


class Refused(Exception):
    """A node has refused a call; `status` and `detail` say why."""

    def __init__(self, status, detail):
        super().__init__(f"{status}: {detail}")
        self.status, self.detail = status, detail


# ---- JSON and hashes -------------------------------------------------------------------------------------------------


def canonical(value):
    """The text that is hashed and signed, as bytes."""
    return json.dumps(value, sort_keys=True).encode("ascii")


def parse(text):
    """Reads JSON that has one meaning: integers only, each member once, no -0, no half characters. Bytes are UTF-8."""
    try:
        if not isinstance(text, str):
            text = bytes(text).decode("utf-8")  # json.loads would take UTF-16, UTF-32 and a mark at the beginning, too
        return json.loads(text, object_pairs_hook=_members, parse_int=_integer, parse_float=_no, parse_constant=_no)
    except RecursionError:
        raise Malformed("nested too deeply") from None
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None
    except json.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error}") from None


def _members(pairs):
    members = dict(pairs)
    if len(members) < len(pairs):
        raise Malformed("a member stands twice")
    return members


def _integer(text):
    if text == "-0" or len(text) > 20:
        raise Malformed(f"{text[:20]} is no integer of these rules")
    return int(text)


def _no(text):
    raise Malformed(f"{text[:20]} is no integer")


def _sha256(data):
    return hashlib.sha256(data).digest()


def _sha256d(data):
    return _sha256(_sha256(data))


# ---- Addresses: bech32m (BIP 350) over a byte of scheme and 32 bytes --------------------------------------------------

ED25519, ML_DSA_44 = 0, 1
_SCHEMES = {"ed25519": ED25519, "ml-dsa-44": ML_DSA_44}
_CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PREFIX = [3, 3, 0, 26, 22]  # "zv", as it goes into the checksum


def _checksum(values):
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if top >> i & 1:
                check ^= generator
    return check ^ 0x2BC830A3


def address_of(scheme, payload):
    """The address of 32 bytes: the public key (Ed25519), or its SHA-256 (ML-DSA-44)."""
    number = int.from_bytes(bytes([scheme]) + payload, "big") << 1  # 264 bits and one of padding
    values = [number >> 5 * i & 31 for i in reversed(range(53))]
    check = _checksum(_PREFIX + values + [0] * 6)
    values += [check >> 5 * i & 31 for i in reversed(range(6))]
    return "zv1" + "".join(_CHARACTERS[value] for value in values)


def read_address(text):
    """Scheme and 32 bytes of an address; Malformed if it is none."""
    if not (isinstance(text, str) and len(text) == 62 and text.startswith("zv1")):
        raise Malformed("an address is zv1 and 59 more characters")
    values = [_CHARACTERS.find(c) for c in text[3:]]
    if -1 in values:
        raise Malformed("an address has a wrong character")
    if _checksum(_PREFIX + values):
        raise Malformed("an address has a wrong checksum")
    number = 0
    for value in values[:-6]:
        number = number << 5 | value
    payload = (number >> 1).to_bytes(33, "big")
    if number & 1 or payload[0] not in (ED25519, ML_DSA_44):
        raise Malformed("an address of an unknown scheme")
    if payload[0] == ED25519 and not _is_sound_point(payload[1:]):
        raise Malformed("an address whose key is none")
    return payload[0], payload[1:]


# ---- Signatures --------------------------------------------------------------------------------------------------------

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P


def _is_sound_point(encoded):
    """Is this a canonical encoding of a point of Ed25519's curve that is not of small order?"""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & 2**255 - 1
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if x * x % _P != square:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if y >= _P or x * x % _P != square or (x == 0 and sign):
        return False
    if x & 1 != sign:
        x = _P - x
    for _ in range(3):  # 8 times the point
        product = _D * x * x * y * y % _P
        x, y = 2 * x * y * pow(1 + product, -1, _P) % _P, (y * y + x * x) * pow(1 - product, -1, _P) % _P
    return (x, y) != (0, 1)


def _is_ed25519(key, message, signature):
    """Three conditions before the library is asked: behind them, all common libraries agree."""
    if not (_is_sound_point(key) and _is_sound_point(signature[:32])):
        return False
    if int.from_bytes(signature[32:], "little") >= _ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _is_ml_dsa_44(key, message, signature):
    try:
        if mldsa is None:
            raise UnsupportedAlgorithm("")
        mldsa.MLDSA44PublicKey.from_public_bytes(key).verify(signature, message)
    except UnsupportedAlgorithm:
        raise CannotJudge("this release of cryptography has no ML-DSA: another must judge this signature") from None
    except (InvalidSignature, ValueError):
        return False
    return True


class Key:
    """A private key, made of a seed of 32 bytes, as the wallet of the command line keeps it."""

    def __init__(self, seed, scheme="ed25519"):
        if len(seed) != 32:
            raise Malformed("a seed has 32 bytes")
        self.seed, self.scheme = seed, scheme
        if scheme == "ed25519":
            self._private = Ed25519PrivateKey.from_private_bytes(seed)
            self.public = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            self.address = address_of(ED25519, self.public)
        elif scheme == "ml-dsa-44":
            if mldsa is None:
                raise CannotJudge("this release of cryptography has no ML-DSA")
            self._private = mldsa.MLDSA44PrivateKey.from_seed_bytes(seed)
            self.public = self._private.public_key().public_bytes_raw()
            self.address = address_of(ML_DSA_44, _sha256(self.public))
        else:
            raise Malformed(f"unknown scheme {scheme}")

    @classmethod
    def new(cls, scheme="ed25519"):
        return cls(secrets.token_bytes(32), scheme)

    @classmethod
    def read(cls, text):
        """Reads what `text()` gives, and what is in a key file of the wallet (age --decrypt FILE)."""
        first, *rest = text.splitlines()
        lines = dict(line.split(": ", 1) for line in rest)
        if first != "zveno-key-1" or not {"scheme", "address", "seed"} <= set(lines):
            raise Malformed("this is no key of Zveno")
        key = cls(bytes.fromhex(lines["seed"]), lines["scheme"])
        if key.address != lines["address"]:
            raise Malformed("the address is not that of the seed")
        return key

    def text(self):
        """The key, to be kept secret: a few lines."""
        return f"zveno-key-1\nscheme: {self.scheme}\naddress: {self.address}\nseed: {self.seed.hex()}\n"

    def sign(self, genesis, *, recipient, amount, fee, nonce, expires, data=None):
        """A signed transaction, which is good on the chain of this genesis hash alone."""
        members = {
            "amount": amount,
            "expires": expires,
            "fee": fee,
            "nonce": nonce,
            "recipient": recipient,
            "sender": self.address,
        }
        if data is not None:
            members["data"] = data
        if self.scheme == "ml-dsa-44":
            members["key"] = self.public.hex()
        signed = self._private.sign(_signed_text(genesis, members))
        return {**members, "signature": signed.hex()}


def _signed_text(genesis, members):
    return b"zveno strict transaction\n" + genesis.encode("ascii") + b"\n" + canonical(members)


def _unsigned(transaction):
    return {name: value for name, value in transaction.items() if name != "signature"}


def transaction_id(transaction):
    """The id of a transaction, which does not cover its signature."""
    return _sha256(canonical(_unsigned(transaction))).hex()


# ---- Receipts ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """What a receipt shows: `levels`, the weakest first, none if it is wrong; and `words`, the same for people."""

    levels: tuple
    words: tuple
    transaction: str
    block: str = None
    height: int = None
    anchor: str = None


class _Wrong(Exception):
    pass


def _shape(value, required, optional=()):
    if not isinstance(value, dict):
        raise Malformed("not an object")
    if not set(required) <= set(value) <= set(required) | set(optional):
        raise Malformed(f"an object must have the members {', '.join(sorted(required))}")
    return value


def _number(value, least, most, name):
    if type(value) is not int or not least <= value <= most:
        raise Malformed(f"{name} must be an integer from {least} to {most}")


def _bytes(value, size, name):
    if not isinstance(value, str) or len(value) != 2 * size or not set(value) <= set("0123456789abcdef"):
        raise Malformed(f"{name} must be {2 * size} lowercase hexadecimal digits")
    return bytes.fromhex(value)


def _path(value):
    if not isinstance(value, list) or len(value) > 64:
        raise Malformed("a path is a list of at most 64 hashes")
    return [_bytes(hash, 32, "each hash of a path") for hash in value]


_REWARD = ("amount", "count", "extra", "height", "history", "recipient", "sender")


def _reward(reward):
    _shape(reward, _REWARD)
    if reward["sender"] != "0":
        raise Malformed("the sender of a reward is 0")
    for name in ("amount", "count"):
        _number(reward[name], 0, MAX_INTEGER, name)
    _number(reward["height"], 0, 2**32 - 1, "height")
    _bytes(reward["extra"], 8, "extra")
    _bytes(reward["history"], 32, "history")
    read_address(reward["recipient"])
    return reward


_TRANSACTION = ("amount", "expires", "fee", "nonce", "recipient", "sender", "signature")


def _transaction(transaction):
    """Public key and signature of a transaction of the right form."""
    _shape(transaction, _TRANSACTION, ("data", "key"))
    for name in ("amount", "fee", "nonce"):
        _number(transaction[name], 0, MAX_INTEGER, name)
    _number(transaction["expires"], 1, MAX_INTEGER, "expires")
    if "data" in transaction:
        data = transaction["data"]
        try:
            right = isinstance(data, str) and 1 <= len(data.encode("utf-8")) <= MAX_DATA
        except UnicodeEncodeError:
            right = False
        if not right:
            raise Malformed(f"data is 1 to {MAX_DATA} bytes of UTF-8, whole characters")
    read_address(transaction["recipient"])
    scheme, payload = read_address(transaction["sender"])
    if ("key" in transaction) != (scheme == ML_DSA_44):
        raise Malformed("key is for addresses of scheme 1 alone, and they need it")
    if scheme == ED25519:
        return scheme, payload, payload, _bytes(transaction["signature"], 64, "signature")
    key = _bytes(transaction["key"], 1312, "key")
    return scheme, payload, key, _bytes(transaction["signature"], 2420, "signature")


def _reward_leaf(reward):
    """sha256d of 108 bytes that have the form of a Bitcoin coinbase transaction."""
    inner = _sha256(canonical({name: value for name, value in reward.items() if name != "extra"}))
    return _sha256d(
        bytes.fromhex("01000000 01") + bytes(32) + bytes.fromhex("ffffffff 0e 04")
        + reward["height"].to_bytes(4, "little") + b"\x08" + bytes.fromhex(reward["extra"]) + bytes.fromhex("ffffffff 01")
        + reward["amount"].to_bytes(8, "little") + bytes.fromhex("22 6a20") + inner + bytes(4)
    )


def _target(bits):
    size, mantissa = bits >> 24, bits & 0x7FFFFF
    target = mantissa << 8 * (size - 3) if size > 3 else mantissa >> 8 * (3 - size)
    shortest = (target.bit_length() + 8) // 8  # bytes, the highest bit of them clear
    top = target >> 8 * (shortest - 3) if shortest > 3 else target << 8 * (3 - shortest)
    if bits & 0x800000 or not 1 <= target < 2**256 or bits != shortest << 24 | top:
        raise _Wrong("a header's bits are no target in shortest form")
    return target


def _check_header(whose, header, reward, body):
    """Version, work, and that reward and body root stand under it."""
    if int.from_bytes(header[:4], "little") & ~0x1FFFE000 != 0x20000000:
        raise _Wrong(f"{whose} header has a wrong version")
    target = _target(int.from_bytes(header[72:76], "little"))
    if int.from_bytes(_sha256d(header), "little") > target:
        raise _Wrong(f"{whose} header has not the work that it states")
    if header[36:68] != _sha256d(_reward_leaf(reward) + body):
        raise _Wrong(f"{whose} Merkle root is not that of its reward and body")


def root_of(leaf, index, size, path):
    """The root that the hash of a leaf and its path lead to (RFC 9162, 2.1.3.2); None if the path does not fit."""
    if not 0 <= index < size:
        return None
    at, last, hash = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            hash = _sha256(b"\1" + sibling + hash)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            hash = _sha256(b"\1" + hash + sibling)
        at, last = at >> 1, last >> 1
    return hash if last == 0 else None


def is_consistent(before, after, root_before, root_after, proof):
    """Is a tree of `before` leaves the beginning of one of `after` leaves (RFC 9162, 2.1.4.2)? Roots and proof are bytes."""
    if not 1 <= before <= after:
        return False
    if before == after:
        return not proof and root_before == root_after
    proof = ([root_before] if before & before - 1 == 0 else []) + list(proof)
    if not proof:
        return False
    at, last = before - 1, after - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    smaller = larger = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            smaller, larger = _sha256(b"\1" + sibling + smaller), _sha256(b"\1" + sibling + larger)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            larger = _sha256(b"\1" + larger + sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and (smaller, larger) == (root_before, root_after)


def block_hash(header):
    """The hash of an 80-byte header as people see it."""
    return _sha256d(header)[::-1].hex()


def check(receipt, held=None):
    """The verdict on a receipt, offline. `receipt` is a dictionary, or a document in bytes or text; `held` the hash of the
    transaction's block or of the receipt's anchor, from a place that the reader trusts.

    Malformed: it is no receipt. CannotJudge: it is signed by a scheme that the package at hand does not know.
    """
    if not isinstance(receipt, dict):
        if len(receipt) > MAX_RECEIPT:
            raise Malformed("too large for a receipt")
        receipt = parse(receipt)
    try:
        return _checked(receipt, held)
    except RecursionError:
        raise Malformed("nested too deeply") from None


def _checked(receipt, held):
    _shape(receipt, ("block", "genesis", "receipt", "transaction"), ("anchor",))
    if receipt["receipt"] != "zveno-1":
        raise Malformed('receipt must be "zveno-1"')
    _bytes(receipt["genesis"], 32, "genesis")
    transaction, block, anchor = receipt["transaction"], receipt["block"], receipt.get("anchor")
    signer = _transaction(transaction)
    _shape(block, ("header", "path", "position", "reward"))
    header, reward, path = _bytes(block["header"], 80, "header"), _reward(block["reward"]), _path(block["path"])
    _number(block["position"], 0, MAX_INTEGER, "position")
    if "anchor" in receipt:
        _shape(anchor, ("body", "header", "path", "reward"))
        later = _bytes(anchor["header"], 80, "header"), _reward(anchor["reward"]), _bytes(anchor["body"], 32, "body")
        later_path = _path(anchor["path"])
    id = transaction_id(transaction)
    try:
        body = root_of(_sha256(b"\0" + canonical(transaction)), block["position"], reward["count"], path)
        if body is None:
            raise _Wrong("the path is not one from that position in a block of that count")
        _check_header("the block's", header, reward, body)
        if not _is_signed(transaction, receipt["genesis"], *signer):
            raise _Wrong("the signature is not the sender's on the chain of that genesis")
        if "anchor" in receipt:
            _check_header("the anchor's", *later)
            leaf, history = _sha256(b"\0" + _sha256d(header)), bytes.fromhex(later[1]["history"])
            if root_of(leaf, reward["height"] - 1, later[1]["height"] - 1, later_path) != history:
                raise _Wrong("the anchor's path does not lead from the block to the anchor's history")
    except _Wrong as wrong:
        return Verdict((), (f"The receipt is wrong: {wrong}",), id)
    carrier, later_hash = block_hash(header), block_hash(later[0]) if "anchor" in receipt else None
    levels = [UNDER_HEADER]
    words = [f"Under this header: the sender signed it, and block {reward['height']} carries it, if there is such a block."]
    if held is not None and held in (carrier, later_hash):
        levels.append(BELOW_HELD)
        words.append("Below the block whose hash you hold; that is worth as much as the place where you got the hash.")
    elif held is not None:
        words.append("Not below the block whose hash you hold: the receipt does not lead to it.")
    return Verdict(tuple(levels), tuple(words), id, carrier, reward["height"], later_hash)


def _is_signed(transaction, genesis, scheme, payload, key, signature):
    text = _signed_text(genesis, _unsigned(transaction))
    if scheme == ED25519:
        return _is_ed25519(key, text, signature)
    return _sha256(key) == payload and _is_ml_dsa_44(key, text, signature)


# ---- A node ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Event:
    """An event of a node; `id` continues the stream after it (None for events that are not kept)."""

    name: str
    data: dict = field(default_factory=dict)
    id: str = None


# Occurrences of a transaction that waits no more, and is in no block.
ENDS = ("dropped", "removed")

# Refusals after which another attempt may succeed.
PASSING = (429, 502, 503, 504)


class _Here(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: urllib would take the token along to any other host."""

    def redirect_request(self, *_):
        return None


class Node:
    """A node with strict rules. A call that the node refuses raises Refused, one that fails OSError. A redirect is a refusal:
    the token goes to the node that was named, and to no other."""

    def __init__(self, url, token=None, timeout=30):
        self.url, self.token, self.timeout = url.rstrip("/"), token, timeout

    def _open(self, path, body=None, headers=None):
        headers = dict(headers or {})
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self.url + path, body, headers)
        try:
            return urllib.request.build_opener(_Here).open(request, timeout=self.timeout)
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode("utf-8", "replace").strip()
            try:
                detail = json.loads(text)["detail"]
            except (ValueError, KeyError, TypeError):
                detail = text
            raise Refused(error.code, detail) from None

    def _call(self, path, body=None, headers=None):
        with self._open(path, body, headers) as answer:
            return json.loads(answer.read())

    def genesis(self):
        """The genesis hash of the node's chain. A node can lie: a signer who has it from elsewhere should compare."""
        return self._call("/api/v1/status")["rules"]["genesis"]

    def tip(self):
        """Height and hash of the last block."""
        tip = self._call("/api/v1/tip")
        return tip["height"], tip["hash"]

    def account(self, address):
        """What the chain knows of an account; `pending.nonce` is the nonce for its next transaction."""
        return self._call("/api/v1/accounts/" + urllib.parse.quote(address))

    def sign(self, key, *, recipient=None, amount=0, fee=0, data=None, nonce=None, expires=None, genesis=None):
        """A signed transaction; what is not given is asked of the node. Without a recipient it is to oneself: a record."""
        if nonce is None:
            nonce = self.account(key.address)["pending"]["nonce"]
        return key.sign(
            genesis or self.genesis(),
            recipient=recipient or key.address,
            amount=amount,
            fee=fee,
            nonce=nonce,
            expires=expires or self.tip()[0] + 1000,
            data=data,
        )

    def send(self, transaction):
        """Sends a signed transaction; its id. To send the same again is harmless: it has one nonce."""
        self._call("/api/v1/transactions", canonical(transaction))
        return transaction_id(transaction)

    def confirmations(self, id):
        """How many blocks confirm a transaction: 0 while it waits; None if the node does not know it, or has dropped it."""
        places = self._places(id)
        if all(place["status"] in ENDS for place in places):
            return None
        return max(place.get("confirmations", 0) for place in places)

    def _places(self, id):
        """Where a transaction stands, or what has become of it; empty if the node does not know it."""
        try:
            return self._call("/api/v1/transactions/" + urllib.parse.quote(id))["occurrences"]
        except Refused as refused:
            if refused.status == 404:
                return []
            raise

    def wait(self, id, confirmations=1, seconds=600):
        """Waits until so many blocks confirm a transaction; the height of its block. TimeoutError; or LookupError if the
        node does not know it, or has dropped it: it may have been replaced, or have expired."""
        end = time.monotonic() + seconds
        for _ in self._moments(end):
            try:
                places = self._places(id)
            except Refused as refused:
                if refused.status not in PASSING:
                    raise
                continue
            except OSError:
                continue  # it may be restarting
            if not places:
                raise LookupError(f"the node does not know the transaction {id}")
            if places[0]["status"] in ENDS:
                raise LookupError(f"the transaction {id} was {places[0]['status']}: {places[0].get('detail', 'by a call')}")
            for place in places:
                if place.get("confirmations", 0) >= confirmations:
                    return place["block"]
        raise TimeoutError(f"the transaction {id} has no {confirmations} confirmations after {seconds} s")

    def _moments(self, end):
        """A moment once the stream is open, so that nothing is missed, and one whenever the chain or the pool changes."""
        for event in self.events(idle=True):
            if event is None or event.name in ("open", "block", "reorganisation", "removed", "dropped", "reset"):
                yield
            if time.monotonic() > end:
                return

    def events(self, after=None, idle=False):
        """Follows the node's events without end, from the next on, or after the event with this id. Connects anew when the
        stream breaks, and continues where it was (Last-Event-ID). The first one is always `open`. With `idle`, None is
        given for each keep-alive, every few seconds, and for each attempt that failed."""
        pause, first = 1, True
        while True:
            try:
                headers = {"Accept": "text/event-stream", **({"Last-Event-ID": after} if after else {})}
                with self._open("/api/v1/events", headers=headers) as stream:
                    pause = 1
                    if first:
                        first = False
                        yield Event("open")
                    for event in _events(stream):
                        if event is not None:
                            after = event.id or after
                        if event is not None or idle:
                            yield event
            except Refused as refused:
                if refused.status not in PASSING:
                    raise
            except OSError:
                pass  # it may be restarting
            if idle:
                yield None
            time.sleep(pause)
            pause = min(2 * pause, 5 if idle else 30)

    def receipt(self, id, anchor=None):
        """The receipt of a transaction, leading to the block with the hash `anchor`, or to the last one. It is checked."""
        query = "?" + urllib.parse.urlencode({"anchor": anchor}) if anchor else ""
        with self._open("/api/v1/receipts/" + urllib.parse.quote(id) + query) as answer:
            receipt = parse(answer.read(MAX_RECEIPT + 1))
        verdict = check(receipt, anchor)
        if verdict.transaction != id or (BELOW_HELD if anchor else UNDER_HEADER) not in verdict.levels:
            raise Malformed("the node has given a wrong receipt: " + " ".join(verdict.words))
        return receipt


def _events(stream):
    """Server-sent events as they come; None for a comment."""
    name, id, data = "message", None, []
    for line in stream:
        line = line.decode("utf-8").rstrip("\r\n")
        if line.startswith(":"):
            yield None
        elif line:
            member, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if member == "event":
                name = value
            elif member == "id":
                id = value
            elif member == "data":
                data.append(value)
        elif data:
            yield Event(name, json.loads("\n".join(data)), id)
            name, id, data = "message", None, []


def _main(arguments):
    if len(arguments) not in (2, 3) or arguments[0] != "check":
        print(__doc__.rpartition("As a command: ")[2].strip(), file=sys.stderr)
        return 2
    held = arguments[2] if len(arguments) == 3 else None
    try:
        if held is not None:
            _bytes(held, 32, "HASH")
        with open(arguments[1], "rb") as file:
            verdict = check(file.read(MAX_RECEIPT + 1), held)
    except (OSError, Malformed, CannotJudge) as error:
        print(f"zveno.py: {error}", file=sys.stderr)
        return 2
    print(*verdict.words, sep="\n")
    return 0 if (UNDER_HEADER if held is None else BELOW_HELD) in verdict.levels else 1


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))

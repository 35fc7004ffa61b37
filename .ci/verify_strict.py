#!/usr/bin/env python3
"""Verifies a strict chain by the rules in docs/strict.md alone, without any code of the node.

usage: verify_strict.py CHAIN.json

CHAIN.json is what `GET /chain` and `zveno export` give, or a bare list of blocks. Prints the tip, its work, and every account
as JSON. If a block is wrong, prints its height and the reason, and exits with 1. Needs Python 3.11 and the package
`cryptography` (OpenSSL's Ed25519); ML-DSA-44 is computed here, since few releases of that package have it.
"""

import hashlib
import json
import re
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MAX_INTEGER = 2**53 - 1
VERSION = 0x20000000
MINER_BITS = 0x1FFFE000
HEX = {size: re.compile("[0-9a-f]{%d}" % size) for size in (16, 64, 128, 2624, 4840)}


class Wrong(Exception):
    """The chain breaks a rule."""


def need(condition, reason):
    if not condition:
        raise Wrong(reason)


# JSON: whole numbers only, each member once, no half characters


def _members(pairs):
    members = dict(pairs)
    need(len(members) == len(pairs), "a member stands twice")
    return members


def _integer(text):
    need(text != "-0", "-0 is no integer of these rules")
    return int(text)


def _no_number(text):
    raise Wrong(f"{text} is no integer")


def parse(text):
    return json.loads(
        text, object_pairs_hook=_members, parse_int=_integer, parse_float=_no_number, parse_constant=_no_number
    )


def canonical(value):
    return json.dumps(value, sort_keys=True).encode("ascii")


def is_integer(value, least=0, most=MAX_INTEGER):
    return type(value) is int and least <= value <= most


def is_hex(value, digits):
    return isinstance(value, str) and HEX[digits].fullmatch(value) is not None


def sha256(data):
    return hashlib.sha256(data).digest()


def sha256d(data):
    return sha256(sha256(data))


# Ed25519: what must hold of a point and of S before a library is asked

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def _add(a, b):
    (x1, y1), (x2, y2) = a, b
    k = D * x1 * x2 * y1 * y2
    return (
        (x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P,
        (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P,
    )


def is_sound_point(encoded):
    """A canonical encoding of a point that is not of small order."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return False
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and sign):
        return False
    point = (P - x if x & 1 != sign else x, y)
    for _ in range(3):
        point = _add(point, point)
    return point != (0, 1)


def is_ed25519(key, message, signature):
    if not (is_sound_point(key) and is_sound_point(signature[:32])):
        return False
    if int.from_bytes(signature[32:], "little") >= ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


# ML-DSA-44 (FIPS 204, algorithm 8), pure, with an empty context

Q = 8380417
GAMMA_1, GAMMA_2, BETA, TAU, OMEGA, ROWS, DROPPED = 2**17, (Q - 1) // 88, 78, 39, 80, 4, 13
ZETAS = [pow(1753, int(f"{i:08b}"[::-1], 2), Q) for i in range(256)]


def _ntt(polynomial):
    w, k, size = list(polynomial), 0, 128
    while size:
        for start in range(0, 256, 2 * size):
            k += 1
            for j in range(start, start + size):
                t = ZETAS[k] * w[j + size] % Q
                w[j], w[j + size] = (w[j] + t) % Q, (w[j] - t) % Q
        size //= 2
    return w


def _inverse_ntt(polynomial):
    w, k, size = list(polynomial), 256, 1
    while size < 256:
        for start in range(0, 256, 2 * size):
            k -= 1
            for j in range(start, start + size):
                t = w[j]
                w[j], w[j + size] = (t + w[j + size]) % Q, ZETAS[k] * (w[j + size] - t) % Q
        size *= 2
    return [x * pow(256, -1, Q) % Q for x in w]


def _numbers(data, width):
    bits = int.from_bytes(data, "little")
    return [bits >> (i * width) & ((1 << width) - 1) for i in range(len(data) * 8 // width)]


def _uniform(seed):
    stream = hashlib.shake_128(seed).digest(3 * 1024)
    found = []
    for i in range(0, len(stream), 3):
        number = int.from_bytes(stream[i : i + 3], "little") & 0x7FFFFF
        if number < Q:
            found.append(number)
        if len(found) == 256:
            return found
    raise AssertionError("768 of 1,024 numbers were too large")


def _challenge(seed):
    stream = hashlib.shake_256(seed).digest(8 + 1024)
    signs, at, c = int.from_bytes(stream[:8], "little"), 8, [0] * 256
    for i in range(256 - TAU, 256):
        while stream[at] > i:
            at += 1
        c[i], c[stream[at]] = c[stream[at]], -1 if signs & 1 else 1
        signs, at = signs >> 1, at + 1
    return c


def _hints(packed):
    hints, begin = [set() for _ in range(ROWS)], 0
    for row in range(ROWS):
        end = packed[OMEGA + row]
        if not begin <= end <= OMEGA:
            return None
        places = packed[begin:end]
        if any(a >= b for a, b in zip(places, places[1:])):
            return None
        hints[row], begin = set(places), end
    return hints if not any(packed[begin:OMEGA]) else None


def _high_bits(r, hint):
    low = r % (2 * GAMMA_2)
    if low > GAMMA_2:
        low -= 2 * GAMMA_2
    high = 0 if r - low == Q - 1 else (r - low) // (2 * GAMMA_2)
    if r - low == Q - 1:
        low -= 1
    if not hint:
        return high
    return (high + 1) % 44 if low > 0 else (high - 1) % 44


def is_ml_dsa_44(key, message, signature):
    seed, t1 = key[:32], [_numbers(key[32 + 320 * i : 352 + 320 * i], 10) for i in range(ROWS)]
    commitment = signature[:32]
    z = [[GAMMA_1 - x for x in _numbers(signature[32 + 576 * i : 608 + 576 * i], 18)] for i in range(ROWS)]
    hints = _hints(signature[32 + 576 * ROWS :])
    if hints is None or max(abs(x) for row in z for x in row) >= GAMMA_1 - BETA:
        return False
    mu = hashlib.shake_256(hashlib.shake_256(key).digest(64) + b"\0\0" + message).digest(64)
    c, z = _ntt(_challenge(commitment)), [_ntt(row) for row in z]
    packed = b""
    for r in range(ROWS):
        t = _ntt([x << DROPPED for x in t1[r]])
        w = [-a * b for a, b in zip(c, t)]
        for s in range(ROWS):
            w = [x + a * b for x, a, b in zip(w, _uniform(seed + bytes((s, r))), z[s])]
        w = _inverse_ntt([x % Q for x in w])
        bits = sum(_high_bits(x, i in hints[r]) << (6 * i) for i, x in enumerate(w))
        packed += bits.to_bytes(192, "little")
    return hashlib.shake_256(mu + packed).digest(32) == commitment


# Addresses: bech32m over a byte of scheme and 32 bytes

CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_addresses = {}


def checksum(values):
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> i & 1 else 0
    return check


def _decoded(address):
    need(isinstance(address, str) and len(address) == 62 and address.startswith("zv1"), "an address is zv1 and 59 characters")
    need(all(c in CHARACTERS for c in address[3:]), "an address has a wrong character")
    values = [CHARACTERS.index(c) for c in address[3:]]
    expanded = [ord(c) >> 5 for c in "zv"] + [0] + [ord(c) & 31 for c in "zv"]
    need(checksum(expanded + values) == 0x2BC830A3, "an address has a wrong checksum")
    bits = "".join(f"{value:05b}" for value in values[:-6])
    need(set(bits[264:]) <= {"0"}, "an address has bits after its end")
    payload = int(bits[:264], 2).to_bytes(33, "big")
    need(payload[0] in (0, 1), "an address has an unknown scheme")
    need(payload[0] == 1 or is_sound_point(payload[1:]), "an address has a key that is none")
    return payload


def address(text):
    """Scheme and payload of an address."""
    if text not in _addresses:
        _addresses[text] = _decoded(text)
    return _addresses[text][0], _addresses[text][1:]


# Targets


def target_of(bits):
    need(is_integer(bits, 1, 2**32 - 1), "bits has 32 bits")
    size, mantissa = bits >> 24, bits & 0x7FFFFF
    target = mantissa << 8 * (size - 3) if size > 3 else mantissa >> 8 * (3 - size)
    need(1 <= target < 2**256 and not bits & 0x800000, "bits is no target")
    need(bits_of(target) == bits, "bits is not in its shortest form")
    return target


def bits_of(target):
    size = (target.bit_length() + 7) // 8
    mantissa = target >> 8 * (size - 3) if size > 3 else target << 8 * (3 - size)
    if mantissa & 0x800000:
        mantissa, size = mantissa >> 8, size + 1
    return size << 24 | mantissa


def next_bits(reference, limit, behind, half_life):
    """aserti3-2d with a reference target; `behind` in seconds."""
    scaled = abs(behind) * 65536 // half_life
    exponent = scaled if behind >= 0 else -scaled
    shifts, part = exponent >> 16, exponent & 0xFFFF
    factor = 65536 + (
        (195766423245049 * part + 971821376 * part**2 + 5127 * part**3 + 2**47) % 2**64 >> 48
    )
    product, shifts = reference * factor, shifts - 16
    if shifts > 512:
        return bits_of(limit)
    target = product << shifts if shifts >= 0 else product >> -shifts
    return bits_of(max(1, min(target, limit)))


# Merkle trees of RFC 6962


class Tree:
    """The root of a tree that grows by one leaf at a time."""

    def __init__(self, leaves=()):
        self.size, self.peaks = 0, []
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf):
        node, size = sha256(b"\0" + leaf), self.size
        while size & 1:
            node, size = sha256(b"\1" + self.peaks.pop() + node), size >> 1
        self.peaks.append(node)
        self.size += 1

    def root(self):
        if not self.peaks:
            return sha256(b"")
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = sha256(b"\1" + peak + root)
        return root


# Blocks


def little(number, size=4):
    return number.to_bytes(size, "little")


def digest_of(block, merkle_root):
    return sha256d(
        little(block["version"])
        + bytes.fromhex(block["previous_hash"])[::-1]
        + merkle_root
        + little(block["timestamp"])
        + little(block["bits"])
        + little(block["proof"])
    )


def hash_of(digest):
    return digest[::-1].hex()


def check_header_form(block):
    need(is_integer(block["version"], 0, 2**32 - 1), "version has 32 bits")
    need(block["version"] & ~MINER_BITS == VERSION, "version is wrong")
    need(is_integer(block["timestamp"], 0, 2**32 - 1), "timestamp has 32 bits")
    need(is_integer(block["proof"], 0, 2**32 - 1), "proof has 32 bits")
    need(is_hex(block["previous_hash"], 64), "previous_hash has 64 digits")
    need(is_integer(block["index"]), "index is an integer")


PARAMETERS = {"rules", "network", "spacing", "half_life", "limit", "reward", "halving", "maturity", "allocations", "block_bytes"}


def check_genesis(block):
    need(set(block) == {"bits", "index", "parameters", "previous_hash", "proof", "timestamp", "version"}, "members of the genesis")
    check_header_form(block)
    need(block["index"] == 1 and block["proof"] == 0 and block["version"] == VERSION, "index, proof or version of the genesis")
    need(block["previous_hash"] == "0" * 64, "previous_hash of the genesis")
    p = block["parameters"]
    need(isinstance(p, dict) and set(p) == PARAMETERS, "parameters: members")
    need(p["rules"] == 1 and type(p["rules"]) is int, "parameters: rules")
    need(isinstance(p["network"], str) and re.fullmatch("[a-z0-9-]{1,32}", p["network"]), "parameters: network")
    need(is_integer(p["spacing"], 1, 86_400), "parameters: spacing")
    need(is_integer(p["half_life"], 16 * p["spacing"], 30 * 86_400), "parameters: half_life")
    need(is_integer(p["reward"]) and is_integer(p["halving"]), "parameters: reward or halving")
    need(is_integer(p["maturity"], 0, 10_000), "parameters: maturity")
    need(is_integer(p["block_bytes"], 128 * 1024, 32 * 1024 * 1024), "parameters: block_bytes")
    need(isinstance(p["allocations"], dict) and len(p["allocations"]) <= 10_000, "parameters: allocations")
    for holder, units in p["allocations"].items():
        address(holder)
        need(is_integer(units, 1), "parameters: units of an allocation")
    need(sum(p["allocations"].values()) <= MAX_INTEGER, "parameters: sum of allocations")
    need(target_of(block["bits"]) <= target_of(p["limit"]), "bits is easier than limit")


def check_transaction(tx, genesis_hash):
    need(isinstance(tx, dict) and "sender" in tx, "a transaction is an object with a sender")
    scheme, payload = address(tx["sender"])
    members = {"amount", "expires", "fee", "nonce", "recipient", "sender", "signature"}
    members |= {"data"} & set(tx) | ({"key"} if scheme == 1 else set())
    need(set(tx) == members, "members of a transaction")
    address(tx["recipient"])
    need(all(is_integer(tx[name]) for name in ("amount", "fee", "nonce")), "an integer of a transaction")
    need(is_integer(tx["expires"], 1), "expires is an integer from 1 on")
    if "data" in tx:
        need(isinstance(tx["data"], str), "data is text")
        try:
            size = len(tx["data"].encode("utf-8"))
        except UnicodeEncodeError as error:
            raise Wrong("data has half a character") from error
        need(1 <= size <= 16_384, "data has 1 to 16,384 bytes")
    need(is_hex(tx["signature"], 128 if scheme == 0 else 4840), "form of a signature")
    unsigned = canonical({name: value for name, value in tx.items() if name != "signature"})
    message = b"zveno strict transaction\n" + genesis_hash.encode() + b"\n" + unsigned
    signature = bytes.fromhex(tx["signature"])
    if scheme == 0:
        need(is_ed25519(payload, message, signature), "a signature is wrong")
    else:
        need(is_hex(tx["key"], 2624), "form of a key")
        key = bytes.fromhex(tx["key"])
        need(sha256(key) == payload, "a key is not that of its address")
        need(is_ml_dsa_44(key, message, signature), "a signature is wrong")


def reward_leaf(reward):
    text = canonical({name: value for name, value in reward.items() if name != "extra"})
    return sha256d(
        bytes.fromhex("0100000001" + "00" * 32 + "ffffffff0e04")
        + little(reward["height"])
        + b"\x08"
        + bytes.fromhex(reward["extra"])
        + bytes.fromhex("ffffffff01")
        + little(reward["amount"], 8)
        + bytes.fromhex("226a20")
        + sha256(text)
        + bytes(4)
    )


def check_reward_form(reward):
    need(isinstance(reward, dict), "a reward is an object")
    need(set(reward) == {"amount", "count", "extra", "height", "history", "recipient", "sender"}, "members of the reward")
    need(reward["sender"] == "0", "the reward comes from 0")
    address(reward["recipient"])
    need(is_integer(reward["amount"]) and is_integer(reward["count"]), "an integer of the reward")
    need(is_integer(reward["height"], 0, 2**32 - 1), "height of the reward")
    need(is_hex(reward["extra"], 16) and is_hex(reward["history"], 64), "hexadecimal of the reward")


class Chain:
    """A chain as far as it has been verified."""

    def __init__(self, genesis):
        check_genesis(genesis)
        self.parameters = genesis["parameters"]
        self.reference = target_of(genesis["bits"])
        self.limit = target_of(self.parameters["limit"])
        self.digest = digest_of(genesis, sha256d(canonical(self.parameters)))
        self.genesis_hash = hash_of(self.digest)
        self.height, self.timestamp, self.awake = 1, genesis["timestamp"], 0
        self.work = 2**256 // (self.reference + 1)
        self.history = Tree([self.digest])
        self.balances = dict(self.parameters["allocations"])
        self.nonces = {}
        self.minted = sum(self.balances.values())
        self.rewards = {}

    def bits(self):
        behind = self.awake - self.parameters["spacing"] * (self.height - 1)
        return next_bits(self.reference, self.limit, behind, self.parameters["half_life"])

    def subsidy(self):
        halvings = (self.height - 1) // self.parameters["halving"] if self.parameters["halving"] else 0
        reward = self.parameters["reward"] >> halvings if halvings < 64 else 0
        return min(reward, MAX_INTEGER - self.minted)

    def append(self, block):
        """Verifies a block in the order of the rules: by itself, in its place, on the accounts."""
        names = {"bits", "index", "merkle_root", "previous_hash", "proof", "timestamp", "transactions", "version"}
        need(isinstance(block, dict) and set(block) == names, "members of a block")
        need(len(canonical(block)) <= self.parameters["block_bytes"], "a block is too long")
        check_header_form(block)
        need(is_hex(block["merkle_root"], 64), "merkle_root has 64 digits")
        need(isinstance(block["transactions"], list) and block["transactions"], "a block has a reward")
        *transactions, reward = block["transactions"]
        check_reward_form(reward)
        need(reward["count"] == len(transactions), "count of the reward")
        for transaction in transactions:
            check_transaction(transaction, self.genesis_hash)
        body = Tree(canonical(transaction) for transaction in transactions).root()
        root = sha256d(reward_leaf(reward) + body)
        need(block["merkle_root"] == root.hex(), "merkle_root")
        digest = digest_of(block, root)
        target = target_of(block["bits"])
        need(int.from_bytes(digest, "little") <= target, "the block lacks work")

        index = self.height + 1
        need(block["previous_hash"] == hash_of(self.digest), "previous_hash")
        need(block["index"] == index and reward["height"] == index, "index")
        need(block["bits"] == self.bits(), "bits")
        need(block["timestamp"] >= self.timestamp, "timestamp")
        need(reward["history"] == self.history.root().hex(), "history")

        self._move(transactions, reward, index)
        self.awake += min(block["timestamp"] - self.timestamp, self.parameters["half_life"])
        self.height, self.timestamp, self.digest = index, block["timestamp"], digest
        self.work += 2**256 // (target + 1)
        self.history.append(digest)

    def _move(self, transactions, reward, index):
        fees = 0
        for tx in transactions:
            sender, spent = tx["sender"], tx["amount"] + tx["fee"]
            need(tx["nonce"] == self.nonces.get(sender, 0), "nonce")
            need(tx["expires"] >= index, "expired")
            need(spent <= self.balances.get(sender, 0), "balance")
            self.nonces[sender] = tx["nonce"] + 1
            self.balances[sender] = self.balances.get(sender, 0) - spent
            self.balances[tx["recipient"]] = self.balances.get(tx["recipient"], 0) + tx["amount"]
            fees += tx["fee"]
        subsidy = self.subsidy()
        need(reward["amount"] == subsidy + fees, "amount of the reward")
        self.minted += subsidy
        self.rewards[index] = (reward["recipient"], reward["amount"])
        due = self.rewards.pop(index - self.parameters["maturity"], None)
        if due is not None:
            recipient, amount = due
            self.balances[recipient] = self.balances.get(recipient, 0) + amount
        immature = sum(amount for _, amount in self.rewards.values())
        if sum(self.balances.values()) + immature != self.minted:
            raise AssertionError(f"money was made or lost at height {index}")

    def report(self):
        accounts = {
            holder: {"balance": self.balances.get(holder, 0), "nonce": self.nonces.get(holder, 0)}
            for holder in sorted(self.balances.keys() | self.nonces.keys())
        }
        return {
            "accounts": accounts,
            "awake": self.awake,
            "genesis": self.genesis_hash,
            "height": self.height,
            "next_bits": self.bits(),
            "tip": hash_of(self.digest),
            "work": str(self.work),
        }


def verify(blocks):
    """The chain of these blocks; raises Wrong at the first that breaks a rule."""
    need(isinstance(blocks, list) and blocks, "a chain is a list of blocks")
    height = 1
    try:
        chain = Chain(blocks[0])
        for height, block in enumerate(blocks[1:], start=2):
            chain.append(block)
    except Wrong as wrong:
        raise Wrong(f"block {height}: {wrong}") from wrong
    return chain


def main(arguments):
    if len(arguments) != 1:
        print("usage: verify_strict.py CHAIN.json", file=sys.stderr)
        return 2
    with open(arguments[0], encoding="utf-8") as file:
        text = file.read()
    try:
        document = parse(text)
        chain = verify(document["chain"] if isinstance(document, dict) and "chain" in document else document)
    except (Wrong, json.JSONDecodeError) as wrong:
        print(f"{arguments[0]}: {wrong}", file=sys.stderr)
        return 1
    print(json.dumps(chain.report(), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

#!/usr/bin/env python3
"""Trades on a node with strict rules at random, rightly and wrongly, and mines; then verifies the chain independently.

usage: soak_strict.py keys SEED
       soak_strict.py run SEED URL BLOCKS

`keys` prints the addresses of the traders, which need units at the beginning. `run` trades until so many blocks are mined,
and compares the node's chain and accounts with what verify_strict.py makes of them. Exits with 1 if they differ.
"""

import json
import random
import sys
import urllib.error
import urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import verify_strict as strict

TRADERS = 6


def address_of(key):
    payload = b"\0" + key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    bits = "".join(f"{byte:08b}" for byte in payload) + "0"
    values = [int(bits[i : i + 5], 2) for i in range(0, len(bits), 5)]
    prefix = [ord(c) >> 5 for c in "zv"] + [0] + [ord(c) & 31 for c in "zv"]
    check = strict.checksum(prefix + values + [0] * 6) ^ 0x2BC830A3
    values += [check >> 5 * (5 - i) & 31 for i in range(6)]
    return "zv1" + "".join(strict.CHARACTERS[value] for value in values)


class Trader:
    def __init__(self, chance):
        self.key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        self.address = address_of(self.key)
        self.nonce = 0

    def sign(self, genesis, **members):
        text = b"zveno strict transaction\n" + genesis.encode() + b"\n" + strict.canonical(members)
        return {**members, "signature": self.key.sign(text).hex()}


def call(url, body=None):
    """Status and answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"} if data else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def spoil(transaction, chance):
    """One change, after which no node may take it."""
    name = chance.choice(["amount", "fee", "signature", "recipient", "nonce", "expires", "surplus", "missing"])
    wrong = dict(transaction)
    if name == "signature":
        at = chance.randrange(len(wrong[name]))
        wrong[name] = wrong[name][:at] + ("0" if wrong[name][at] != "0" else "1") + wrong[name][at + 1 :]
    elif name == "recipient":
        wrong[name] = wrong[name][:-1] + ("q" if wrong[name][-1] != "q" else "p")
    elif name == "surplus":
        wrong["memo"] = "none"
    elif name == "missing":
        del wrong[chance.choice(sorted(wrong))]
    else:
        wrong[name] += 1
    return wrong


def run(url, seed, blocks):
    chance = random.Random(seed)
    traders = [Trader(chance) for _ in range(TRADERS)]
    genesis = json.loads(call(url + "/chain")[1])["chain"][0]
    name = strict.Chain(genesis).genesis_hash
    taken = refused = 0
    for _ in range(blocks):
        for _ in range(chance.randrange(12)):
            sender, recipient = chance.choice(traders), chance.choice(traders)
            members = {
                "amount": chance.randrange(50),
                "expires": 1_000_000,
                "fee": chance.randrange(3),
                "nonce": sender.nonce,
                "recipient": recipient.address,
                "sender": sender.address,
            }
            if chance.random() < 0.2:
                members["data"] = chance.choice(["text", "текст", "\U0001f517", '"\\\n', "\u2028"])
            transaction = sender.sign(name, **members)
            if chance.random() < 0.3:
                status, answer = call(url + "/transactions/new", spoil(transaction, chance))
                if status != 400:
                    sys.exit(f"FAILED: a wrong transaction was answered with {status}: {answer!r}")
                refused += 1
            else:
                status, answer = call(url + "/transactions/new", transaction)
                if status != 201:
                    sys.exit(f"FAILED: a right transaction was answered with {status}: {answer!r}: {transaction}")
                sender.nonce += 1
                taken += 1
        status, answer = call(url + "/mine")
        if status != 200:
            sys.exit(f"FAILED: /mine was answered with {status}: {answer!r}")
    chain = strict.verify(strict.parse(call(url + "/chain")[1])["chain"])
    report = chain.report()
    for trader in traders:
        account = json.loads(call(f"{url}/api/v1/accounts/{trader.address}")[1])
        judged = report["accounts"].get(trader.address, {"balance": 0, "nonce": 0})
        for member in ("balance", "nonce"):
            if account[member] != judged[member]:
                sys.exit(f"FAILED: {member} of {trader.address} is {judged[member]}, and the node says {account}")
    carried = sum(report["accounts"].get(t.address, {"nonce": 0})["nonce"] for t in traders)
    if carried != taken:
        sys.exit(f"FAILED: {taken} transactions were acknowledged, and the chain has {carried}")
    print(f"a soak of seed {seed}: {report['height']} blocks, {taken} transactions, {refused} refused; work {report['work']}")


if __name__ == "__main__":
    if sys.argv[1] == "keys":
        chance = random.Random(int(sys.argv[2]))
        print(*(Trader(chance).address for _ in range(TRADERS)), sep="\n")
    else:
        run(sys.argv[3], int(sys.argv[2]), int(sys.argv[4]))

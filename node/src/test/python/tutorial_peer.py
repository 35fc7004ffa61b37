#!/usr/bin/env python3
"""A node that speaks the tutorial's protocol, for tests to stand a Zveno node beside.

Standard library only, one chain in memory, the tutorial's routes, statuses, texts and judgement:
whatever real Python takes, hashes or refuses, this does. It trusts a neighbour's `length`, as the
tutorial does. Prints its port as the first line of standard output.

    tutorial_peer.py [--port 0] [--rules classic|upstream] [--difficulty 4] [--pretty] [--chain FILE]

One path is not the tutorial's: GET /hashes lists the hash of each block, as Python sees it.
"""

import argparse
import hashlib
import json
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 30  # seconds that a neighbour may take
WANTED = ("sender", "recipient", "amount")


class Rules:
    """What a proof and a first block look like under one of the two rule sets."""

    def __init__(self, name, zeros):
        self.upstream = name == "upstream"
        self.prefix = "0" * zeros

    def first_link(self):
        return "1" if self.upstream else 1

    def proves(self, before, proof):
        text = str(before["proof"]) + str(proof)
        if self.upstream:
            text += fingerprint(before)
        return hashlib.sha256(text.encode()).hexdigest().startswith(self.prefix)

    def search(self, before):
        """The smallest proof that goes with this block."""
        known = hashlib.sha256(str(before["proof"]).encode())
        tail = fingerprint(before).encode() if self.upstream else b""
        proof = 0
        while True:
            attempt = known.copy()
            attempt.update(str(proof).encode() + tail)
            if attempt.hexdigest().startswith(self.prefix):
                return proof
            proof += 1

    def holds(self, chain):
        """Links and proofs, from the second block on; of a first block nothing is asked."""
        before = chain[0]
        for block in chain[1:]:
            if block["previous_hash"] != fingerprint(before):
                return False
            if not self.proves(before, block["proof"]):
                return False
            before = block
        return True


def fingerprint(block):
    return hashlib.sha256(json.dumps(block, sort_keys=True).encode()).hexdigest()


class Node:
    """The chain, what waits for a block, and the neighbours. Safe for several threads."""

    def __init__(self, rules):
        self.rules = rules
        self.lock = threading.Lock()
        self.name = uuid.uuid4().hex
        self.chain = []
        self.waiting = []
        self.neighbours = []
        self.append(100, rules.first_link())

    def append(self, proof, link):
        block = {
            "index": len(self.chain) + 1,
            "timestamp": time.time(),
            "transactions": self.waiting,
            "proof": proof,
            "previous_hash": link,
        }
        self.waiting = []
        self.chain.append(block)
        return block

    def accept(self, wanted):
        with self.lock:
            self.waiting.append({name: wanted[name] for name in WANTED})
            return self.chain[-1]["index"] + 1

    def mine(self):
        with self.lock:
            last = self.chain[-1]
            proof = self.rules.search(last)
            self.waiting.append({"sender": "0", "recipient": self.name, "amount": 1})
            return self.append(proof, fingerprint(last))

    def register(self, address):
        host = urllib.parse.urlparse(address).netloc
        with self.lock:
            if host not in self.neighbours:
                self.neighbours.append(host)
            return list(self.neighbours)

    def resolve(self):
        """True if a neighbour's chain is ours now. Asks without the lock: others resolve too."""
        longest = len(self.blocks())
        better = None
        for host in list(self.neighbours):
            answer = fetch("http://%s/chain" % host)
            if answer is None:
                continue
            if answer["length"] > longest and self.rules.holds(answer["chain"]):
                longest = answer["length"]
                better = answer["chain"]
        with self.lock:
            if better and longest > len(self.chain):
                self.chain = better
                return True
            return False

    def blocks(self):
        with self.lock:
            return list(self.chain)


def fetch(url):
    """What a neighbour says, or None if its status is not 200. Anything else is an exception."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return json.loads(answer.read()) if answer.status == 200 else None
    except urllib.error.HTTPError:
        return None


class Handler(BaseHTTPRequestHandler):
    """Routes."""

    protocol_version = "HTTP/1.1"
    node = None
    pretty = False

    def do_GET(self):
        self.answer(
            {
                "/chain": self.show_chain,
                "/mine": self.mine,
                "/nodes/resolve": self.resolve,
                "/hashes": self.show_hashes,
            },
            {"/transactions/new", "/nodes/register"},
        )

    do_HEAD = do_GET

    def do_POST(self):
        self.answer(
            {"/transactions/new": self.accept, "/nodes/register": self.register},
            {"/chain", "/mine", "/nodes/resolve", "/hashes"},
        )

    def answer(self, routes, others):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.split("?")[0]
        if path not in routes:
            self.say(405 if path in others else 404, "no such route for this method\n")
            return
        try:
            status, content = routes[path](body)
        except Exception as trouble:  # what Flask makes of any exception
            print("%s %s: %r" % (self.command, path, trouble)[:500], file=sys.stderr)
            status, content = 500, "Internal Server Error\n"
        self.say(status, content)

    def read(self, body):
        """The body as JSON, in a list of one, or None if it is not sent as JSON or is none."""
        if self.headers.get_content_type() != "application/json":
            return None
        try:
            return [json.loads(body)]
        except ValueError:
            return None

    def accept(self, body):
        document = self.read(body)
        if document is None:
            return 400, "Bad Request\n"
        if not all(name in document[0] for name in WANTED):
            return 400, "Missing values"
        index = self.node.accept(document[0])
        return 201, {"message": "Transaction will be added to Block %s" % index}

    def register(self, body):
        document = self.read(body)
        if document is None:
            return 400, "Bad Request\n"
        nodes = document[0].get("nodes")
        if nodes is None:
            return 400, "Error: Please supply a valid list of nodes"
        known = list(self.node.neighbours)
        for address in nodes:
            known = self.node.register(address)
        return 201, {"message": "New nodes have been added", "total_nodes": known}

    def mine(self, _):
        block = self.node.mine()
        told = {
            name: block[name] for name in ("index", "transactions", "proof", "previous_hash")
        }
        told["message"] = "New Block Forged"
        return 200, told

    def resolve(self, _):
        if self.node.resolve():
            return 200, {"message": "Our chain was replaced", "new_chain": self.node.blocks()}
        return 200, {"message": "Our chain is authoritative", "chain": self.node.blocks()}

    def show_chain(self, _):
        blocks = self.node.blocks()
        return 200, {"chain": blocks, "length": len(blocks)}

    def show_hashes(self, _):
        return 200, [fingerprint(block) for block in self.node.blocks()]

    def say(self, status, content):
        if isinstance(content, str):
            kind, text = "text/html; charset=utf-8", content
        elif self.pretty:  # Flask before 1.0
            kind = "application/json"
            text = json.dumps(content, sort_keys=True, indent=2, separators=(", ", ": ")) + "\n"
        else:
            kind = "application/json"
            text = json.dumps(content, sort_keys=True, separators=(",", ":")) + "\n"
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--rules", choices=("classic", "upstream"), default="classic")
    options.add_argument("--difficulty", type=int, default=4)
    options.add_argument("--pretty", action="store_true", help="space JSON as old Flask did")
    options.add_argument("--chain", help="begin with the chain in this file, as /chain tells one")
    chosen = options.parse_args()
    Handler.node = Node(Rules(chosen.rules, chosen.difficulty))
    if chosen.chain:
        with open(chosen.chain, encoding="ascii") as file:
            Handler.node.chain = json.load(file)["chain"]
    Handler.pretty = chosen.pretty
    server = Server(("127.0.0.1", chosen.port), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

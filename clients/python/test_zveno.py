"""Tests of zveno.py: on the vectors, by tampering, and with a node, if there is one.

usage: python3 clients/python/test_zveno.py

ZVENO_NODE: the URL of a node with strict rules that nobody else uses, and that may mine; ZVENO_SEED: the seed of an account that
has units there, as hexadecimal digits. SEED repeats a run of changes.
"""

import http.server
import json
import os
import pathlib
import random
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

import zveno

VECTORS = pathlib.Path(__file__).parent / "../../kernel/src/test/resources/vectors/strict"
RECEIPTS = json.loads((VECTORS / "receipts.json").read_text())
PIECES = json.loads((VECTORS / "pieces.json").read_text())
SEED = int(os.environ.get("SEED", 20171))
NODE = os.environ.get("ZVENO_NODE")
BOTH = (zveno.UNDER_HEADER, zveno.BELOW_HELD)


def judged(case):
    """The levels that a case of the vectors reaches; none also for what is no receipt."""
    try:
        return zveno.check(case["receipt"], case["anchor"]).levels
    except zveno.Malformed:
        return ()


class Offline(unittest.TestCase):
    def test_the_vectors_are_judged_rightly(self):
        for case in RECEIPTS["right"]:
            self.assertEqual(judged(case), BOTH)
            self.assertEqual(zveno.check(json.dumps(case["receipt"], indent=1), case["anchor"]).height, case["height"])
            self.assertEqual(zveno.check(case["receipt"]).levels, BOTH[:1])
            self.assertEqual(zveno.check(case["receipt"], "0" * 64).levels, BOTH[:1])
        for case in RECEIPTS["wrong"]:
            self.assertEqual(judged(case), (), case["why"])
        self.assertEqual((len(RECEIPTS["right"]), len(RECEIPTS["wrong"])), (4, 10))

    def test_whatever_is_changed_does_not_hold(self):
        chance = random.Random(SEED)
        print(f"seed {SEED}")
        for case in RECEIPTS["right"]:
            text = json.dumps(case["receipt"], sort_keys=True)
            for _ in range(400):
                at = chance.randrange(len(text))
                other = chance.choice('0123456789abcdefzq" ,:{}[]-.e')
                changed = text[:at] + chance.choice((other, "", text[at] + other)) + text[at + 1 :]
                try:
                    if zveno.canonical(zveno.parse(changed)) == text.encode():
                        continue  # white space
                    levels = zveno.check(changed, case["anchor"]).levels
                except zveno.Malformed:
                    continue
                self.assertNotIn(zveno.BELOW_HELD, levels, changed)

    def test_hostile_documents_are_refused(self):
        right = json.dumps(RECEIPTS["right"][1]["receipt"], sort_keys=True)
        hash = '"' + "0" * 64 + '"'
        for hostile in (
            "",
            b"\xff\xfe",
            right.encode("utf-16"),
            right.encode("utf-16-le"),
            right.encode("utf-32"),
            right.encode("utf-8-sig"),
            "\ufeff" + right,
            right + "\u00a0",
            "[" * 100_000,
            '{"a":' * 50_000,
            right.replace('"path": [', '"path": [' + 64 * (hash + ", "), 1),
            right.replace('"position": 3', '"position": ' + "9" * 100_000),
            right.replace('"position": 3', '"position": 3.0'),
            right.replace('"position": 3', '"position": -0'),
            right.replace('"position": 3', '"position": 3, "position": 3'),
            right.replace('"amount": 863', '"amount": true'),
            right.replace("\\u2028", "\\ud800"),
            right.replace("zveno-1", "zveno-2"),
            " " * 400_000 + right,
            "[]",
            "null",
        ):
            with self.assertRaises(zveno.Malformed, msg=hostile[:80]):
                zveno.check(hostile)

    def test_ed25519_is_judged_strictly(self):
        key = zveno.Key(bytes(range(32)))
        signature = key._private.sign(b"text")
        self.assertTrue(zveno._is_ed25519(key.public, b"text", signature))
        self.assertFalse(zveno._is_ed25519(key.public, b"text!", signature))
        s = int.from_bytes(signature[32:], "little") + zveno._ORDER
        self.assertFalse(zveno._is_ed25519(key.public, b"text", signature[:32] + s.to_bytes(32, "little")))
        for small in ("01" + "00" * 31, "ec" + "ff" * 30 + "7f", "00" * 32, "00" * 31 + "80"):
            self.assertFalse(zveno._is_sound_point(bytes.fromhex(small)), small)
            self.assertFalse(zveno._is_ed25519(bytes.fromhex(small), b"", bytes.fromhex(small) + bytes(32)))
        self.assertFalse(zveno._is_sound_point((2**255 - 18).to_bytes(32, "little")))  # 1, not canonical

    def test_addresses_and_keys(self):
        for case in PIECES["addresses"]:
            payload = bytes.fromhex(case["payload"])
            self.assertEqual(zveno.read_address(case["address"]), (case["scheme"], payload))
            self.assertEqual(zveno.address_of(case["scheme"], payload), case["address"])
            with self.assertRaises(zveno.Malformed):
                zveno.read_address(case["address"].replace(case["address"][20], "2" if case["address"][20] != "2" else "3"))
        schemes = ["ed25519"] + (["ml-dsa-44"] if zveno.mldsa else [])
        for scheme in schemes:
            key = zveno.Key.new(scheme)
            self.assertEqual(zveno.Key.read(key.text()).address, key.address)
            with self.assertRaises(zveno.Malformed):
                zveno.Key.read(key.text().replace(key.seed.hex(), "00" * 32))

    def test_what_is_signed_is_the_same_to_the_byte(self):
        for case in PIECES["signing"]:
            key = zveno.Key(bytes.fromhex(case["seed"]))
            members = {name: value for name, value in case["transaction"].items() if name not in ("sender", "signature")}
            self.assertEqual(key.sign(case["genesis"], **members), case["transaction"])
            self.assertEqual(zveno.transaction_id(case["transaction"]), case["id"])

    def test_post_quantum_signatures_are_judged_or_it_says_that_it_cannot(self):
        module, zveno.mldsa = zveno.mldsa, None
        try:
            with self.assertRaises(zveno.CannotJudge):
                zveno._is_ml_dsa_44(bytes(1312), b"", bytes(2420))
        finally:
            zveno.mldsa = module
        if module:
            key = zveno.Key(bytes(32), "ml-dsa-44")
            signed = key.sign("0" * 64, recipient=key.address, amount=1, fee=0, nonce=0, expires=9)
            signer = zveno._transaction(signed)
            self.assertTrue(zveno._is_signed(signed, "0" * 64, *signer))
            self.assertFalse(zveno._is_signed(signed, "1" * 64, *signer))

    def test_consistency_proofs_of_all_small_trees(self):
        leaves = [zveno._sha256(bytes([0, i])) for i in range(9)]

        def root(part):
            if len(part) == 1:
                return part[0]
            split = 1 << (len(part) - 1).bit_length() - 1
            return zveno._sha256(b"\1" + root(part[:split]) + root(part[split:]))

        def proof(before, part, whole):
            if before == len(part):
                return [] if whole else [root(part)]
            split = 1 << (len(part) - 1).bit_length() - 1
            if before <= split:
                return proof(before, part[:split], whole) + [root(part[split:])]
            return proof(before - split, part[split:], False) + [root(part[:split])]

        for after in range(1, 10):
            for before in range(1, after + 1):
                roots, path = (root(leaves[:before]), root(leaves[:after])), proof(before, leaves[:after], True)
                self.assertTrue(zveno.is_consistent(before, after, *roots, path))
                self.assertFalse(zveno.is_consistent(before, after, *roots, path + [bytes(32)]))
                self.assertFalse(zveno.is_consistent(before, after, roots[0], bytes(32), path))

    def test_the_command(self):
        case = RECEIPTS["right"][1]
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "receipt.json")
            for text, arguments, code in (
                (json.dumps(case["receipt"]), [case["anchor"]], 0),
                (json.dumps(case["receipt"]), [], 0),
                (json.dumps(case["receipt"]), ["0" * 64], 1),
                (json.dumps(RECEIPTS["wrong"][0]["receipt"]), [], 1),
                ("[" * 100_000, [], 2),
                (json.dumps(case["receipt"]), ["7"], 2),
            ):
                file.write_text(text)
                done = subprocess.run([sys.executable, zveno.__file__, "check", file, *arguments], capture_output=True, text=True)
                self.assertEqual(done.returncode, code, done)
                self.assertNotIn("Traceback", done.stderr)


    def test_waiting_ends_though_the_node_is_away(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with self.assertRaises(TimeoutError):
            zveno.Node(f"http://127.0.0.1:{port}").wait("0" * 64, seconds=0.5)


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Sends all callers to another server, and notes what these bring along there."""

    target, brought = None, []

    def do_GET(self):
        Elsewhere.brought.append((self.server.server_port, self.headers.get("Authorization")))
        self.send_response(302 if Elsewhere.target else 200)
        if Elsewhere.target and not self.path.startswith("/there"):
            self.send_header("Location", Elsewhere.target)
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *_):
        pass


class Redirects(unittest.TestCase):
    def test_a_token_goes_nowhere_else(self):
        named, other = (http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) for _ in range(2))
        for server in (named, other):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        Elsewhere.target = f"http://localhost:{other.server_port}/there"
        try:
            node = zveno.Node(f"http://127.0.0.1:{named.server_port}", token="secret")
            for call in (node.genesis, lambda: node.send({"amount": 1})):
                with self.assertRaises(zveno.Refused) as refused:
                    call()
                self.assertEqual(refused.exception.status, 302)
            self.assertEqual(Elsewhere.brought, 2 * [(named.server_port, "Bearer secret")])
        finally:
            for server in (named, other):
                server.shutdown()
                server.server_close()


class Relay:
    """Passes connections on to the node, until it is told to cut them."""

    def __init__(self, port):
        self.port, self.open = port, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            node = socket.create_connection(("127.0.0.1", self.port))
            self.open += [client, node]
            for source, target in ((client, node), (node, client)):
                threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    @staticmethod
    def _pass(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass

    def cut(self):
        for end in self.open:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()
        self.open = []


@unittest.skipUnless(NODE, "no ZVENO_NODE")
class WithANode(unittest.TestCase):
    def setUp(self):
        self.node = zveno.Node(NODE)
        self.rich = zveno.Key(bytes.fromhex(os.environ["ZVENO_SEED"]))

    def mine(self):
        return self.node._call("/api/v1/blocks", b"{}")

    def test_from_a_key_to_a_receipt(self):
        key = zveno.Key.new()
        paid = self.node.send(self.node.sign(self.rich, recipient=key.address, amount=7, fee=1))
        self.assertEqual(self.node.confirmations(paid), 0)
        self.mine()
        self.assertEqual(self.node.account(key.address)["balance"], 7)
        recorded = self.node.send(self.node.sign(key, data="the light is on \u2600"))
        waiting = threading.Thread(target=lambda: [self.mine() for _ in range(3)])
        waiting.start()
        height = self.node.wait(recorded, confirmations=3, seconds=60)
        waiting.join()
        carrier = self.node._call(f"/api/v1/headers/{height}")["hash"]
        tip = self.node.tip()[1]
        for anchor in (None, carrier, tip):
            receipt = self.node.receipt(recorded, anchor)
            verdict = zveno.check(receipt, anchor or tip)
            self.assertEqual((verdict.levels, verdict.height, verdict.block), (BOTH, height, carrier))
            receipt["transaction"]["data"] = "the light is off"
            self.assertEqual(zveno.check(receipt, anchor or tip).levels, ())
        proof = self.node._call(f"/api/v1/proofs/consistency?from=2&to={height}")
        heads = [proof[end]["reward"] for end in ("from", "to")]
        roots = [bytes.fromhex(head["history"]) for head in heads]
        path = [bytes.fromhex(hash) for hash in proof["proof"]]
        self.assertTrue(zveno.is_consistent(1, height - 1, *roots, path))

    def test_a_refusal_is_in_words(self):
        transaction = self.node.sign(self.rich, data="text")
        transaction["data"] = "next"
        with self.assertRaises(zveno.Refused) as refused:
            self.node.send(transaction)
        self.assertEqual(refused.exception.status, 400)
        self.assertIn("signature", refused.exception.detail)
        with self.assertRaises(LookupError):
            self.node.wait("0" * 64, seconds=5)

    def test_what_was_dropped_is_not_waited_for(self):
        first = self.node.sign(self.rich, data="first")
        dropped = self.node.send(first)
        self.node.send(self.node.sign(self.rich, data="second", nonce=first["nonce"], fee=9))
        self.assertIsNone(self.node.confirmations(dropped))
        with self.assertRaisesRegex(LookupError, "was dropped: .*nonce"):
            self.node.wait(dropped, seconds=60)
        self.mine()

    def test_sending_again_is_harmless(self):
        transaction = self.node.sign(self.rich, data="once")
        self.assertEqual(self.node.send(transaction), zveno.transaction_id(transaction))
        try:
            self.node.send(transaction)
        except zveno.Refused:
            pass
        self.mine()
        self.assertEqual(self.node.wait(zveno.transaction_id(transaction), seconds=60), self.node.tip()[0])

    def test_events_continue_where_they_broke_off(self):
        relay = Relay(int(NODE.rpartition(":")[2]))
        events = (event for event in zveno.Node(relay.url).events() if event.name in ("open", "block"))
        self.assertEqual(next(events).name, "open")
        heights = []
        for _ in range(3):
            self.mine()
            event = next(events)
            heights.append(event.data["height"])
            relay.cut()
        first = heights[0]
        self.assertEqual(heights, [first, first + 1, first + 2])
        after = zveno.Node(NODE).events(event.id)
        self.assertEqual(next(after).name, "open")
        self.mine()
        self.assertEqual(int(next(after).id), int(event.id) + 1)
        relay.listener.close()


if __name__ == "__main__":
    unittest.main()

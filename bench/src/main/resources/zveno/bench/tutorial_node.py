"""The tutorial's resolve_conflicts and valid_chain, as they stand there but for the prints, with the standard
library in place of Flask and requests. Told what to do by lines on standard input, each answered by one line:

    hold N         holds the first N blocks of the chain in the file; answers its port
    resolve PORT   asks the neighbour there; answers nanoseconds, whether the chain was replaced, and its length
"""

import hashlib
import json
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def hash_of(block):
    return hashlib.sha256(json.dumps(block, sort_keys=True).encode()).hexdigest()


def valid_proof(last_proof, proof):
    guess = f'{last_proof}{proof}'.encode()
    guess_hash = hashlib.sha256(guess).hexdigest()
    return guess_hash[:4] == "0000"


class Blockchain:
    def __init__(self):
        self.chain = []
        self.nodes = set()

    def valid_chain(self, chain):
        last_block = chain[0]
        current_index = 1
        while current_index < len(chain):
            block = chain[current_index]
            if block['previous_hash'] != hash_of(last_block):
                return False
            if not valid_proof(last_block['proof'], block['proof']):
                return False
            last_block = block
            current_index += 1
        return True

    def resolve_conflicts(self):
        neighbours = self.nodes
        new_chain = None
        max_length = len(self.chain)
        for node in neighbours:
            with urllib.request.urlopen(f'http://{node}/chain') as response:
                if response.status == 200:
                    answer = json.loads(response.read())
                    length = answer['length']
                    chain = answer['chain']
                    if length > max_length and self.valid_chain(chain):
                        max_length = length
                        new_chain = chain
        if new_chain:
            self.chain = new_chain
            return True
        return False


BLOCKCHAIN = Blockchain()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        chain = BLOCKCHAIN.chain
        body = json.dumps({'chain': chain, 'length': len(chain)}, sort_keys=True).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        whole = json.load(file)['chain']
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for line in sys.stdin:
        command, number = line.split()
        if command == "hold":
            BLOCKCHAIN.chain = whole[:int(number)]
            print(server.server_address[1], flush=True)
        else:
            BLOCKCHAIN.nodes = {"127.0.0.1:" + number}
            began = time.perf_counter_ns()
            replaced = BLOCKCHAIN.resolve_conflicts()
            took = time.perf_counter_ns() - began
            print(took, int(replaced), len(BLOCKCHAIN.chain), flush=True)


main()

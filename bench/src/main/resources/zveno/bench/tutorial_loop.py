# The tutorial's search for a proof, as it stands there; it is what our kernels are compared with.
#
# Reads from standard input for how many nanoseconds to search, a line each time; answers with how many candidates were
# tried, and the nanoseconds that took. Each proof that is found is the last one of the next search.
import hashlib
import sys
import time


class Blockchain(object):
    def proof_of_work(self, last_proof):
        proof = 0
        while self.valid_proof(last_proof, proof) is False:
            proof += 1

        return proof

    @staticmethod
    def valid_proof(last_proof, proof):
        guess = f'{last_proof}{proof}'.encode()
        guess_hash = hashlib.sha256(guess).hexdigest()
        return guess_hash[:4] == "0000"


blockchain = Blockchain()
proof = 100
for line in sys.stdin:
    tried = 0
    begin = time.perf_counter_ns()
    end = begin + int(line)
    while time.perf_counter_ns() < end:
        proof = blockchain.proof_of_work(proof)
        tried += proof + 1
    print(tried, time.perf_counter_ns() - begin, flush=True)

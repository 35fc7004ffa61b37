# The tutorial's check of a chain, as it stands there but for its prints; it is what our check is compared with.
#
# Reads the chain from the file that is named, before the clock starts; prints how many blocks it checks in a second.
import hashlib
import json
import sys
import time


class Blockchain(object):
    @staticmethod
    def hash(block):
        block_string = json.dumps(block, sort_keys=True).encode()
        return hashlib.sha256(block_string).hexdigest()

    @staticmethod
    def valid_proof(last_proof, proof):
        guess = f'{last_proof}{proof}'.encode()
        guess_hash = hashlib.sha256(guess).hexdigest()
        return guess_hash[:4] == "0000"

    def valid_chain(self, chain):
        last_block = chain[0]
        current_index = 1

        while current_index < len(chain):
            block = chain[current_index]
            if block['previous_hash'] != self.hash(last_block):
                return False

            if not self.valid_proof(last_block['proof'], block['proof']):
                return False

            last_block = block

            current_index += 1

        return True


with open(sys.argv[1]) as file:
    chain = json.load(file)['chain']
begin = time.perf_counter()
right = Blockchain().valid_chain(chain)
seconds = time.perf_counter() - begin
print(len(chain) / seconds if right else 'not right')

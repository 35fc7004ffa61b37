"""Says what Python makes of JSON documents.

Reads batches on standard input and answers each on standard output. All numbers are four bytes,
big-endian. A batch is its size in bytes, then for each document its length and its bytes. The
answer is its size in bytes, then for each document "V" (valid), the length and the bytes of the
canonical text, or "I" (invalid) and no more.
"""

import json
import struct
import sys
import threading


def canonical(document):
    try:
        value = json.loads(document.decode("utf-8"))
        return json.dumps(value, sort_keys=True).encode("ascii")
    except ValueError:  # JSONDecodeError, UnicodeDecodeError, too many digits
        return None


def answer(batch):
    answers = []
    at = 0
    while at < len(batch):
        (length,) = struct.unpack_from(">I", batch, at)
        at += 4
        text = canonical(batch[at : at + length])
        at += length
        if text is None:
            answers.append(b"I")
        else:
            answers.append(b"V" + struct.pack(">I", len(text)) + text)
    return b"".join(answers)


def main():
    while True:
        head = sys.stdin.buffer.read(4)
        if not head:
            return
        reply = answer(sys.stdin.buffer.read(struct.unpack(">I", head)[0]))
        sys.stdout.buffer.write(struct.pack(">I", len(reply)) + reply)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    # Deep documents are the Java side's business; here there shall be room for them.
    sys.set_int_max_str_digits(4300)
    sys.setrecursionlimit(1_000_000)
    threading.stack_size(512 * 1024 * 1024)
    thread = threading.Thread(target=main)
    thread.start()
    thread.join()

package zveno.kernel.mining;

/**
 * The pieces of SHA-256 (FIPS 180-4, section 6.2) that the vector kernels need beside their lanes:
 * what is the same for all candidates is computed once, with these.
 */
final class Compression {

  /** Section 4.2.2. */
  static final int[] K = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
  };

  /** Section 5.3.3. */
  static final int[] INITIAL = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };

  static final int ROUNDS = 64;
  static final int BLOCK_BYTES = 64;
  static final int BLOCK_WORDS = 16;

  private Compression() {}

  /** The message with its padding (section 5.1.1), in words: a multiple of 16 of them. */
  static int[] padded(byte[] message) {
    int blocks = (message.length + 1 + Long.BYTES + BLOCK_BYTES - 1) / BLOCK_BYTES;
    int[] words = new int[blocks * BLOCK_WORDS];
    for (int i = 0; i < message.length; i++) {
      words[i >> 2] |= (message[i] & 0xff) << (24 - 8 * (i & 3));
    }
    words[message.length >> 2] |= 0x80 << (24 - 8 * (message.length & 3));
    long bits = 8L * message.length;
    words[words.length - 2] = (int) (bits >>> 32);
    words[words.length - 1] = (int) bits;
    return words;
  }

  /** The 64 words of the schedule for the block that begins at {@code words[at]}. */
  static int[] schedule(int[] words, int at) {
    int[] w = new int[ROUNDS];
    System.arraycopy(words, at, w, 0, BLOCK_WORDS);
    for (int t = BLOCK_WORDS; t < ROUNDS; t++) {
      int u = w[t - 15];
      int v = w[t - 2];
      int sigma0 = Integer.rotateRight(u, 7) ^ Integer.rotateRight(u, 18) ^ (u >>> 3);
      int sigma1 = Integer.rotateRight(v, 17) ^ Integer.rotateRight(v, 19) ^ (v >>> 10);
      w[t] = w[t - 16] + sigma0 + w[t - 7] + sigma1;
    }
    return w;
  }

  /** One round, in place, on the eight words of a state; {@code kw} is constant plus word. */
  static void round(int[] state, int kw) {
    int a = state[0];
    int e = state[4];
    int choice = (e & state[5]) | (~e & state[6]);
    int sigma1 =
        Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
    int majority = (a & state[1]) | (state[2] & (a | state[1]));
    int sigma0 =
        Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
    int t = state[7] + kw + choice + sigma1;
    System.arraycopy(state, 0, state, 1, 7);
    state[4] += t;
    state[0] = t + majority + sigma0;
  }

  /** Takes the block that begins at {@code words[at]} into the chaining value, in place. */
  static void compress(int[] chain, int[] words, int at) {
    int[] state = chain.clone();
    int[] w = schedule(words, at);
    for (int t = 0; t < ROUNDS; t++) {
      round(state, K[t] + w[t]);
    }
    for (int i = 0; i < chain.length; i++) {
      chain[i] += state[i];
    }
  }
}

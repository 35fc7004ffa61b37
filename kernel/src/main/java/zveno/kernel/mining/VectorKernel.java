package zveno.kernel.mining;

import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ROR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.Objects;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import zveno.kernel.bytes.Hash;

/**
 * SHA-256 of many messages at once, one in each lane of a vector, for the search of both puzzles.
 *
 * <p>Two vectors, <i>streams</i>, are worked on in the same loop: the rounds of one depend on each
 * other so closely that half of the processor would wait. A <i>pair</i> is what both hold, and its
 * candidates follow each other: first the lanes of the first stream, then those of the second.
 *
 * <p>All that the rounds need lies in one array, in rows of a vector each. For each block of the
 * message there are the words of the schedule, the first words with their constants added, the
 * state that the rounds begin with and the one they end with. What is the same for all candidates
 * is written there once a stretch; for each pair only what varies.
 *
 * <p>This class is never used itself: {@link VectorKernels} defines a hidden copy of it for each
 * width, so that the width is a constant for the compiler.
 *
 * <p>When changing it: no method may be longer than about 2,700 bytes of bytecode; above 3,100 the
 * first compiler gives up ("out of virtual registers"), and a race can leave the method in slow
 * code for ever. Nor may vectors be passed to methods or returned by them, which would put each in
 * an object until the last compiler has run. Measure afterwards, in pairs.
 */
final class VectorKernel implements DecimalKernel, HeaderKernel, Placeable {

  private static final VectorSpecies<Integer> SPECIES = species();
  private static final int LANES = SPECIES.length();

  /** From a row to the next, in array elements. */
  private static final int ROW = LANES;

  /** How many candidates are in a pair. */
  private static final int PAIR = 2 * LANES;

  // Where the rows of a block begin, counted in array elements from the block's first.
  private static final int WORDS = 0;
  private static final int WITH_CONSTANTS = WORDS + Compression.ROUNDS * ROW;
  private static final int START = WITH_CONSTANTS + Compression.ROUNDS * ROW;
  private static final int END = START + 8 * ROW;
  private static final int CHAIN = END + 8 * ROW;

  /**
   * From a row of the first stream to the same of the second: 168 rows. Were it near a multiple of
   * 64, the processor would take what one stream reads for what the other has just written.
   */
  private static final int OTHER = CHAIN + (8 + 16) * ROW;

  private static final int BLOCK = 2 * OTHER;

  /** The constants of the rounds have rows of their own, of one stream, before the first block. */
  private static final int CONSTANTS = Compression.ROUNDS * ROW;

  /** The word of the header's second block that is the nonce. */
  private static final int NONCE_WORD = 3;

  /** For each nonce of a pair, what it adds to the first one's word. */
  private static final int[] NONCES = new int[PAIR];

  static {
    for (int lane = 0; lane < PAIR; lane++) {
      NONCES[lane] = lane << 24;
    }
  }

  private int[] rows;

  /** Where the rows begin in their array. */
  private int place;

  // What putDigits writes, and where.
  private int firstBlock;
  private int lastBlock;
  private int digitsWord;
  private int digitsShift;
  private int overflowRow;
  private final int[] state = new int[8];
  private int word;
  private int overflowWord;
  private int overflowConstant;

  VectorKernel() {
    rows = new int[0];
    makeRoom(1);
  }

  /** The loader passes just this. */
  private static VectorSpecies<Integer> species() {
    try {
      @SuppressWarnings("unchecked")
      VectorSpecies<Integer> passed =
          MethodHandles.classData(
              MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, VectorSpecies.class);
      return passed;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("this class is for its loader only", e);
    }
  }

  // ---- rows

  /** Room for the rows of so many blocks, with the constants in place. */
  private void makeRoom(int blocks) {
    int length = PLACES + CONSTANTS + blocks * BLOCK;
    if (rows.length < length) {
      rows = new int[length];
      place(place);
    }
  }

  @Override
  public void place(int newPlace) {
    place = Objects.checkIndex(newPlace, PLACES);
    for (int t = 0; t < Compression.ROUNDS; t++) {
      Arrays.fill(rows, place + t * ROW, place + (t + 1) * ROW, Compression.K[t]);
    }
  }

  private int blockAt(int number) {
    return place + CONSTANTS + number * BLOCK;
  }

  /** Sets all lanes of a row to one number. */
  private void fill(int row, int value) {
    Arrays.fill(rows, row, row + ROW, value);
    Arrays.fill(rows, row + OTHER, row + OTHER + ROW, value);
  }

  /** Eight numbers in eight rows. */
  private void fillAll(int row, int[] values) {
    for (int i = 0; i < values.length; i++) {
      fill(row + i * ROW, values[i]);
    }
  }

  /** The words of a message block, alone and with their constants. */
  private void fillWords(int block, int[] words, int at, int count) {
    for (int t = 0; t < count; t++) {
      fill(block + WORDS + t * ROW, words[at + t]);
      fill(block + WITH_CONSTANTS + t * ROW, words[at + t] + Compression.K[t]);
    }
  }

  // ---- decimal puzzles

  @Override
  public int step() {
    return CandidateRange.SIZE;
  }

  @Override
  public int lowest(CandidateRange stretch, int from, int to) {
    prepare(stretch);
    int zeros = stretch.difficulty().zerosOfFirstWord();
    for (int candidate = from; candidate < to; candidate += PAIR) {
      putDigits(candidate);
      rounds(rows, firstBlock, place, digitsWord + 1, 16);
      for (int block = firstBlock; block < lastBlock; block += BLOCK) {
        carryOver(rows, block);
        boolean varies = overflowRow >= block + BLOCK;
        rounds(rows, block + BLOCK, place, 0, varies ? 16 : 64);
      }
      long hits = zeros(rows, lastBlock + END, lastBlock + CHAIN, zeros);
      for (; hits != 0; hits &= hits - 1) {
        int hit = candidate + Long.numberOfTrailingZeros(hits);
        if (hit < to && stretch.isSolvedBy(hit)) {
          return hit;
        }
      }
    }
    return DecimalKernel.NONE;
  }

  /** Writes all that is the same for the whole stretch, as if its digits were 0000. */
  private void prepare(CandidateRange stretch) {
    int[] words = Compression.padded(stretch.text(0));
    int before = stretch.digitsAt() / Compression.BLOCK_BYTES;
    int inBlock = stretch.digitsAt() % Compression.BLOCK_BYTES;
    int blocks = words.length / Compression.BLOCK_WORDS - before;
    makeRoom(blocks);
    firstBlock = blockAt(0);
    lastBlock = blockAt(blocks - 1);
    digitsWord = inBlock / Integer.BYTES;
    digitsShift = Byte.SIZE * (inBlock % Integer.BYTES);

    int[] chain = Compression.INITIAL.clone();
    for (int block = 0; block < before; block++) {
      Compression.compress(chain, words, block * Compression.BLOCK_WORDS);
    }
    int at = before * Compression.BLOCK_WORDS;
    begin(firstBlock, chain, words, at, digitsWord);
    word = words[at + digitsWord];

    overflowRow = 0;
    for (int block = 1; block < blocks; block++) {
      int next = at + block * Compression.BLOCK_WORDS;
      int[] scheduled = Compression.schedule(words, next);
      fillWords(blockAt(block), scheduled, 0, Compression.ROUNDS);
    }
    if (digitsShift != 0) {
      int next = (digitsWord + 1) % Compression.BLOCK_WORDS;
      overflowRow = (next == 0 ? firstBlock + BLOCK : firstBlock) + WORDS + next * ROW;
      overflowWord = words[at + digitsWord + 1];
      overflowConstant = Compression.K[next];
    }
  }

  /**
   * Prepares a block whose word {@code varying} is the first to vary: does the rounds up to that
   * word's, which it takes as it is; what it grows by is then simply added to the state.
   */
  private void begin(int block, int[] chain, int[] words, int at, int varying) {
    fillWords(block, words, at, Compression.BLOCK_WORDS);
    fillAll(block + CHAIN, chain);
    System.arraycopy(chain, 0, state, 0, chain.length);
    for (int t = 0; t <= varying; t++) {
      Compression.round(state, Compression.K[t] + words[at + t]);
    }
    fillAll(block + START, state);
  }

  /** Writes the digits of a pair of candidates, and the state after the round that takes them. */
  private void putDigits(int candidate) {
    int row = firstBlock + WORDS + digitsWord * ROW;
    for (int stream = 0; stream < 2; stream++) {
      int other = stream * OTHER;
      IntVector digits = IntVector.fromArray(SPECIES, Digits.FOUR, candidate + stream * LANES);
      IntVector upper = digits.lanewise(LSHR, digitsShift);
      upper.add(word).intoArray(rows, row + other);
      upper.add(state[0]).intoArray(rows, firstBlock + START + other);
      upper.add(state[4]).intoArray(rows, firstBlock + START + 4 * ROW + other);
      if (digitsShift != 0) {
        IntVector lower = digits.lanewise(LSHL, Integer.SIZE - digitsShift).add(overflowWord);
        lower.intoArray(rows, overflowRow + other);
        lower.add(overflowConstant).intoArray(rows, overflowRow + WITH_CONSTANTS + other);
      }
    }
  }

  /** Begins the block after this one with the hash up to here. */
  private static void carryOver(int[] x, int block) {
    for (int i = 0; i < 8 * ROW; i += ROW) {
      for (int at = block + i; at < block + BLOCK; at += OTHER) {
        IntVector sum =
            IntVector.fromArray(SPECIES, x, at + END)
                .add(IntVector.fromArray(SPECIES, x, at + CHAIN));
        sum.intoArray(x, at + BLOCK + START);
        sum.intoArray(x, at + BLOCK + CHAIN);
      }
    }
  }

  /** In which candidates of a pair are these bits of a word, given in two parts, all zero? */
  private static long zeros(int[] x, int part, int otherPart, int bits) {
    long first =
        IntVector.fromArray(SPECIES, x, part)
            .add(IntVector.fromArray(SPECIES, x, otherPart))
            .lanewise(AND, bits)
            .compare(EQ, 0)
            .toLong();
    long second =
        IntVector.fromArray(SPECIES, x, part + OTHER)
            .add(IntVector.fromArray(SPECIES, x, otherPart + OTHER))
            .lanewise(AND, bits)
            .compare(EQ, 0)
            .toLong();
    return first | second << LANES;
  }

  // ---- headers

  @Override
  public long lowest(HeaderPuzzle puzzle, long from, long to) {
    makeRoom(2);
    int inner = blockAt(0);
    int outer = blockAt(1);
    prepareHeader(puzzle, inner, outer);
    int zeros = puzzle.zerosOfLastWord();
    for (long nonce = from; nonce < to; nonce += PAIR) {
      putNonces(inner, Integer.reverseBytes((int) nonce));
      rounds(rows, inner, place, NONCE_WORD + 1, 16);
      hashAgain(rows, inner, outer, place);
      rounds(rows, outer, place, 0, 16);
      long hits = zeros(rows, outer + END + 7 * ROW, outer + CHAIN + 7 * ROW, zeros);
      for (; hits != 0; hits &= hits - 1) {
        long hit = nonce + Long.numberOfTrailingZeros(hits);
        if (puzzle.isSolvedBy(hit)) {
          return hit;
        }
      }
    }
    return HeaderKernel.NONE;
  }

  private void prepareHeader(HeaderPuzzle puzzle, int inner, int outer) {
    int[] words = Compression.padded(puzzle.withNonce(0));
    int[] chain = Compression.INITIAL.clone();
    Compression.compress(chain, words, 0);
    begin(inner, chain, words, Compression.BLOCK_WORDS, NONCE_WORD);

    int[] outerWords = Compression.padded(new byte[Hash.LENGTH]);
    fillWords(outer, outerWords, 0, Compression.BLOCK_WORDS);
    fillAll(outer + START, Compression.INITIAL);
    fillAll(outer + CHAIN, Compression.INITIAL);
  }

  private void putNonces(int block, int firstNonce) {
    for (int stream = 0; stream < 2; stream++) {
      int other = stream * OTHER;
      IntVector nonces = IntVector.fromArray(SPECIES, NONCES, stream * LANES).add(firstNonce);
      nonces.intoArray(rows, block + WORDS + NONCE_WORD * ROW + other);
      nonces.add(state[0]).intoArray(rows, block + START + other);
      nonces.add(state[4]).intoArray(rows, block + START + 4 * ROW + other);
    }
  }

  /** Makes the hash of the inner message the first words of the outer one. */
  private static void hashAgain(int[] x, int inner, int outer, int constants) {
    for (int i = 0; i < 8 * ROW; i += ROW) {
      IntVector constant = IntVector.fromArray(SPECIES, x, constants + i);
      for (int at = i; at < BLOCK; at += OTHER) {
        IntVector sum =
            IntVector.fromArray(SPECIES, x, inner + at + END)
                .add(IntVector.fromArray(SPECIES, x, inner + at + CHAIN));
        sum.intoArray(x, outer + at + WORDS);
        sum.add(constant).intoArray(x, outer + at + WITH_CONSTANTS);
      }
    }
  }

  // ---- the rounds

  /**
   * SHA-256's 64 rounds on both streams of a block, from the state in START to the one in END.
   *
   * <p>The compiler takes the checks of the array's bounds out of the second loop only because both
   * its ends are constants, and {@code given} comes from outside: written otherwise it is a fifth
   * slower.
   *
   * @param x the rows
   * @param block where the block's rows begin
   * @param constants where the rows of the constants begin
   * @param first the first round, 0 to 16
   * @param given how many rounds take their words from WITH_CONSTANTS: 16, or all if no word of the
   *     block varies
   */
  private static void rounds(int[] x, int block, int constants, int first, int given) {
    IntVector a0 = IntVector.fromArray(SPECIES, x, block + START);
    IntVector b0 = IntVector.fromArray(SPECIES, x, block + START + 1 * ROW);
    IntVector c0 = IntVector.fromArray(SPECIES, x, block + START + 2 * ROW);
    IntVector d0 = IntVector.fromArray(SPECIES, x, block + START + 3 * ROW);
    IntVector e0 = IntVector.fromArray(SPECIES, x, block + START + 4 * ROW);
    IntVector f0 = IntVector.fromArray(SPECIES, x, block + START + 5 * ROW);
    IntVector g0 = IntVector.fromArray(SPECIES, x, block + START + 6 * ROW);
    IntVector h0 = IntVector.fromArray(SPECIES, x, block + START + 7 * ROW);
    IntVector a1 = IntVector.fromArray(SPECIES, x, block + START + OTHER);
    IntVector b1 = IntVector.fromArray(SPECIES, x, block + START + 1 * ROW + OTHER);
    IntVector c1 = IntVector.fromArray(SPECIES, x, block + START + 2 * ROW + OTHER);
    IntVector d1 = IntVector.fromArray(SPECIES, x, block + START + 3 * ROW + OTHER);
    IntVector e1 = IntVector.fromArray(SPECIES, x, block + START + 4 * ROW + OTHER);
    IntVector f1 = IntVector.fromArray(SPECIES, x, block + START + 5 * ROW + OTHER);
    IntVector g1 = IntVector.fromArray(SPECIES, x, block + START + 6 * ROW + OTHER);
    IntVector h1 = IntVector.fromArray(SPECIES, x, block + START + 7 * ROW + OTHER);
    IntVector k;
    for (int t = first; t < given; t++) {
      int at = block + t * ROW;
      k =
          h0.add(IntVector.fromArray(SPECIES, x, at + WITH_CONSTANTS))
              .add(e0.and(f0).or(g0.and(e0.not())));
      k =
          k.add(
              e0.lanewise(ROR, 6)
                  .lanewise(XOR, e0.lanewise(ROR, 11))
                  .lanewise(XOR, e0.lanewise(ROR, 25)));
      h0 = g0;
      g0 = f0;
      f0 = e0;
      e0 = d0.add(k);
      k = k.add(a0.and(b0).or(c0.and(a0.or(b0))));
      k =
          k.add(
              a0.lanewise(ROR, 2)
                  .lanewise(XOR, a0.lanewise(ROR, 13))
                  .lanewise(XOR, a0.lanewise(ROR, 22)));
      d0 = c0;
      c0 = b0;
      b0 = a0;
      a0 = k;

      k =
          h1.add(IntVector.fromArray(SPECIES, x, at + WITH_CONSTANTS + OTHER))
              .add(e1.and(f1).or(g1.and(e1.not())));
      k =
          k.add(
              e1.lanewise(ROR, 6)
                  .lanewise(XOR, e1.lanewise(ROR, 11))
                  .lanewise(XOR, e1.lanewise(ROR, 25)));
      h1 = g1;
      g1 = f1;
      f1 = e1;
      e1 = d1.add(k);
      k = k.add(a1.and(b1).or(c1.and(a1.or(b1))));
      k =
          k.add(
              a1.lanewise(ROR, 2)
                  .lanewise(XOR, a1.lanewise(ROR, 13))
                  .lanewise(XOR, a1.lanewise(ROR, 22)));
      d1 = c1;
      c1 = b1;
      b1 = a1;
      a1 = k;
    }
    IntVector u;
    IntVector v;
    IntVector w;
    if (given == Compression.BLOCK_WORDS) {
      for (int t = 16; t < 64; t++) {
        int at = block + t * ROW;
        IntVector constant = IntVector.fromArray(SPECIES, x, constants + t * ROW);
        u = IntVector.fromArray(SPECIES, x, at - 15 * ROW);
        v = IntVector.fromArray(SPECIES, x, at - 2 * ROW);
        w =
            IntVector.fromArray(SPECIES, x, at - 16 * ROW)
                .add(IntVector.fromArray(SPECIES, x, at - 7 * ROW))
                .add(
                    u.lanewise(ROR, 7)
                        .lanewise(XOR, u.lanewise(ROR, 18))
                        .lanewise(XOR, u.lanewise(LSHR, 3)))
                .add(
                    v.lanewise(ROR, 17)
                        .lanewise(XOR, v.lanewise(ROR, 19))
                        .lanewise(XOR, v.lanewise(LSHR, 10)));
        w.intoArray(x, at);
        k = h0.add(w.add(constant)).add(e0.and(f0).or(g0.and(e0.not())));
        k =
            k.add(
                e0.lanewise(ROR, 6)
                    .lanewise(XOR, e0.lanewise(ROR, 11))
                    .lanewise(XOR, e0.lanewise(ROR, 25)));
        h0 = g0;
        g0 = f0;
        f0 = e0;
        e0 = d0.add(k);
        k = k.add(a0.and(b0).or(c0.and(a0.or(b0))));
        k =
            k.add(
                a0.lanewise(ROR, 2)
                    .lanewise(XOR, a0.lanewise(ROR, 13))
                    .lanewise(XOR, a0.lanewise(ROR, 22)));
        d0 = c0;
        c0 = b0;
        b0 = a0;
        a0 = k;

        u = IntVector.fromArray(SPECIES, x, at + OTHER - 15 * ROW);
        v = IntVector.fromArray(SPECIES, x, at + OTHER - 2 * ROW);
        w =
            IntVector.fromArray(SPECIES, x, at + OTHER - 16 * ROW)
                .add(IntVector.fromArray(SPECIES, x, at + OTHER - 7 * ROW))
                .add(
                    u.lanewise(ROR, 7)
                        .lanewise(XOR, u.lanewise(ROR, 18))
                        .lanewise(XOR, u.lanewise(LSHR, 3)))
                .add(
                    v.lanewise(ROR, 17)
                        .lanewise(XOR, v.lanewise(ROR, 19))
                        .lanewise(XOR, v.lanewise(LSHR, 10)));
        w.intoArray(x, at + OTHER);
        k = h1.add(w.add(constant)).add(e1.and(f1).or(g1.and(e1.not())));
        k =
            k.add(
                e1.lanewise(ROR, 6)
                    .lanewise(XOR, e1.lanewise(ROR, 11))
                    .lanewise(XOR, e1.lanewise(ROR, 25)));
        h1 = g1;
        g1 = f1;
        f1 = e1;
        e1 = d1.add(k);
        k = k.add(a1.and(b1).or(c1.and(a1.or(b1))));
        k =
            k.add(
                a1.lanewise(ROR, 2)
                    .lanewise(XOR, a1.lanewise(ROR, 13))
                    .lanewise(XOR, a1.lanewise(ROR, 22)));
        d1 = c1;
        c1 = b1;
        b1 = a1;
        a1 = k;
      }
    }
    a0.intoArray(x, block + END);
    b0.intoArray(x, block + END + 1 * ROW);
    c0.intoArray(x, block + END + 2 * ROW);
    d0.intoArray(x, block + END + 3 * ROW);
    e0.intoArray(x, block + END + 4 * ROW);
    f0.intoArray(x, block + END + 5 * ROW);
    g0.intoArray(x, block + END + 6 * ROW);
    h0.intoArray(x, block + END + 7 * ROW);
    a1.intoArray(x, block + END + OTHER);
    b1.intoArray(x, block + END + 1 * ROW + OTHER);
    c1.intoArray(x, block + END + 2 * ROW + OTHER);
    d1.intoArray(x, block + END + 3 * ROW + OTHER);
    e1.intoArray(x, block + END + 4 * ROW + OTHER);
    f1.intoArray(x, block + END + 5 * ROW + OTHER);
    g1.intoArray(x, block + END + 6 * ROW + OTHER);
    h1.intoArray(x, block + END + 7 * ROW + OTHER);
  }
}

package zveno.node.sync;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.Candidate;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonReader;
import zveno.kernel.model.Block;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.Verdict;
import zveno.node.service.LargeBlocks;
import zveno.node.service.UnavailableException;

/**
 * Reads the tutorial's {@code GET /chain}: {@code {"chain": [...], "length": n}}, block by block,
 * as it arrives. The claimed length is read and not believed. For any number of threads.
 */
public final class ChainDocument {

  private static final String NO_CHAIN = "the answer has no chain in it";

  /** Blocks of up to so many bytes are small: any number of chains may be at one. */
  private static final int SMALL = 64 * 1024;

  private static final int MOST_MEDIUM = 8;

  private final RuleSet rules;
  private final ChainLimits limits;
  private final LargeBlocks large;

  /** Of blocks that are neither small nor large so many are read at once. */
  private final Semaphore medium = new Semaphore(MOST_MEDIUM, true);

  /**
   * @param large keeps this and others from reading too many large blocks at once
   */
  public ChainDocument(RuleSet rules, ChainLimits limits, LargeBlocks large) {
    this.rules = rules;
    this.limits = limits;
    this.large = large;
  }

  /**
   * Reads the whole document into the candidate, and completes the candidate.
   *
   * @param progress hears, after every block, how many there are so far
   * @throws BadChainException at the first byte that cannot belong to a right chain
   * @throws IOException if the stream fails
   */
  public void read(InputStream stream, Candidate candidate, LongConsumer progress)
      throws BadChainException, IOException {
    try (Counted counted = new Counted(stream, limits, medium, large)) {
      JsonReader reader = new JsonReader(counted, limits.json());
      if (reader.kind() != JsonKind.OBJECT) {
        throw new BadChainException("the answer is not an object with a chain in it");
      }
      readObject(reader, counted, candidate, progress);
      reader.end();
    } catch (DecodeException e) {
      throw new BadChainException(where(candidate) + e.getMessage(), e);
    } catch (TooLongException e) {
      throw new BadChainException(String.valueOf(e.getMessage()), e);
    }
    if (candidate.length() == 0) {
      throw new BadChainException(NO_CHAIN);
    }
    candidate.complete();
  }

  /**
   * Only the first block of the chain; reads not much further than that.
   *
   * @throws BadChainException if there is none
   */
  public Block first(InputStream stream) throws BadChainException, IOException {
    try {
      JsonReader reader = new JsonReader(stream, limits.json());
      reader.beginObject();
      while (reader.nextName()) {
        if (reader.name().equals("chain")) {
          reader.beginArray();
          return rules.decode(reader.canonical(), 1);
        }
        reader.skip();
      }
    } catch (DecodeException e) {
      throw new BadChainException(String.valueOf(e.getMessage()), e);
    }
    throw new BadChainException(NO_CHAIN);
  }

  private void readObject(
      JsonReader reader, Counted counted, Candidate candidate, LongConsumer progress)
      throws IOException, DecodeException, BadChainException {
    reader.beginObject();
    while (reader.nextName()) {
      if (!reader.name().equals("chain")) {
        reader.skip();
      } else if (candidate.length() > 0) {
        throw new BadChainException("the answer has more than one chain in it");
      } else {
        counted.enterChain();
        readChain(reader, counted, candidate, progress);
        counted.leaveChain();
      }
    }
    reader.endObject();
  }

  private void readChain(
      JsonReader reader, Counted counted, Candidate candidate, LongConsumer progress)
      throws IOException, DecodeException, BadChainException {
    if (reader.kind() != JsonKind.ARRAY) {
      throw new BadChainException("the chain is not a list");
    }
    reader.beginArray();
    while (reader.hasNext()) {
      if (candidate.length() == limits.blocks()) {
        throw new BadChainException(
            "the chain is longer than the " + limits.blocks() + " blocks that are allowed");
      }
      Block block = rules.decode(reader.canonical(), candidate.length() + 1);
      if (block.transactionCount() > limits.blockTransactions()) {
        throw new BadChainException(
            "block "
                + block.height()
                + " carries more than the "
                + limits.blockTransactions()
                + " transactions that are allowed");
      }
      if (candidate.add(block) instanceof Verdict.Refused why) {
        throw new BadChainException(why.detail());
      }
      progress.accept(candidate.length());
      counted.blockIsDone();
    }
    reader.endArray();
  }

  private static String where(Candidate candidate) {
    return candidate.length() == 0 ? "" : "after block " + candidate.length() + ": ";
  }

  /** More bytes than are allowed. */
  private static final class TooLongException extends IOException {

    @java.io.Serial private static final long serialVersionUID = 1;

    TooLongException(String what, long most) {
      super(what + " than the " + most + " bytes that are allowed");
    }
  }

  /** Counts what is read, and makes room for a block as soon as it turns out not to be small. */
  private static final class Counted extends FilterInputStream {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** What is beside the chain is a number: the length. */
    private static final long MOST_BESIDE = 1 << 20;

    /** Escapes and white space make a block longer than its canonical form; by so much at most. */
    private static final long LONGER = 8;

    private final long most;
    private final long mostOfBlock;
    private final Semaphore medium;
    private final LargeBlocks large;
    private long count;
    private long beside;
    private long sinceBlock;
    private boolean inChain;
    private boolean hasMedium;
    private LargeBlocks.@Nullable Claim claim;
    private long claimedAt;

    Counted(InputStream stream, ChainLimits limits, Semaphore medium, LargeBlocks large) {
      super(stream);
      this.most = limits.bytes();
      this.mostOfBlock = LONGER * limits.blockBytes();
      this.medium = medium;
      this.large = large;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      count(Math.max(0, read));
      if (sinceBlock > SMALL + length) { // a buffer may hold the end of the block before
        makeRoom();
        insistOnHaste();
      }
      return read;
    }

    private void count(int read) throws TooLongException {
      count += read;
      sinceBlock += read;
      beside += inChain ? 0 : read;
      if (count > most) {
        throw new TooLongException("the chain is longer", most);
      }
      if (beside > MOST_BESIDE) {
        throw new TooLongException("the answer has more beside its chain", MOST_BESIDE);
      }
      if (sinceBlock > mostOfBlock) {
        throw new TooLongException("a block is longer", mostOfBlock);
      }
    }

    private void makeRoom() {
      if (!hasMedium) {
        enter(medium);
        hasMedium = true;
        claimedAt = System.nanoTime();
      } else if (sinceBlock > LargeBlocks.SMALL && claim == null) {
        claim = large.claim(Long.MAX_VALUE / 2, PATIENCE); // nobody knows how large it will be
        claimedAt = System.nanoTime();
      }
    }

    private static void enter(Semaphore places) {
      try {
        if (places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new UnavailableException(
          UnavailableException.Reason.BUSY, "too many blocks of some size are being read at once");
    }

    /** Whoever sends a block of some size keeps others from theirs, so it must not take long. */
    private void insistOnHaste() throws IOException {
      if (System.nanoTime() - claimedAt > LONGEST.toNanos()) {
        throw new IOException("one block took longer than " + LONGEST.toSeconds() + " seconds");
      }
    }

    void enterChain() {
      inChain = true;
      blockIsDone();
    }

    void leaveChain() {
      inChain = false;
    }

    void blockIsDone() {
      sinceBlock = 0;
      if (hasMedium) {
        medium.release();
        hasMedium = false;
      }
      if (claim != null) {
        claim.close();
        claim = null;
      }
    }

    @Override
    public void close() throws IOException {
      blockIsDone();
      super.close();
    }
  }
}

package zveno.node.protocol;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Quantity;
import zveno.node.service.LargeBlockBudget;

/**
 * Counts what is read of a list of blocks, and makes room for a block as soon as it turns out not
 * to be small. For one thread.
 */
final class BlockStream extends FilterInputStream {

  /** More bytes than are allowed. */
  static final class TooLongException extends IOException {

    @Serial private static final long serialVersionUID = 1;

    TooLongException(String what, long most) {
      super(what + " than " + Quantity.of(most, "byte") + ", which is the limit");
    }
  }

  private static final Duration MAX_TIME = Duration.ofSeconds(30);

  /** What is beside the chain is a number: the length. */
  private static final long MAX_BESIDE = 1 << 20;

  /** Escapes and white space make a block longer than its canonical form; by so much at most. */
  private static final long LONGER = 8;

  private final long most;
  private final long maxOfBlock;
  private final BlockMemoryBudget memory;
  private long count;
  private long beside;
  private long sinceBlock;
  private boolean inChain;
  private boolean hasMedium;
  private LargeBlockBudget.@Nullable Claim claim;
  private long claimedAt;

  BlockStream(InputStream stream, ChainLimits limits, BlockMemoryBudget memory) {
    super(stream);
    this.most = limits.bytes();
    this.maxOfBlock = LONGER * limits.blockBytes();
    this.memory = memory;
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
    if (sinceBlock
        > BlockMemoryBudget.SMALL + length) { // a buffer may hold the end of the block before
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
    if (beside > MAX_BESIDE) {
      throw new TooLongException("the answer has data besides its chain", MAX_BESIDE);
    }
    if (sinceBlock > maxOfBlock) {
      throw new TooLongException("a block is longer", maxOfBlock);
    }
  }

  private void makeRoom() {
    if (!hasMedium) {
      memory.enterMedium();
      hasMedium = true;
      claimedAt = System.nanoTime();
    } else if (sinceBlock > LargeBlockBudget.SMALL && claim == null) {
      claim = memory.claimLarge(); // its size is unknown
      claimedAt = System.nanoTime();
    }
  }

  /** A large block occupies a place that other peers wait for, so it must not take long. */
  private void insistOnHaste() throws IOException {
    if (System.nanoTime() - claimedAt > MAX_TIME.toNanos()) {
      throw new IOException("one block took longer than " + Quantity.of(MAX_TIME));
    }
  }

  /** Has so much been read of one block that its canonical form may be larger than is allowed? */
  boolean isInLargeBlock() {
    return sinceBlock > maxOfBlock / LONGER / LONGER;
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
      memory.leaveMedium();
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

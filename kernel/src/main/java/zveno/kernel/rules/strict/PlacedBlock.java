package zveno.kernel.rules.strict;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.strict.work.Digests;
import zveno.kernel.rules.strict.work.Header;

/** A block that follows another, and the height at which it is to stand, whatever it says. */
public final class PlacedBlock implements StrictChainBlock {

  private final StrictBlock block;
  private final long height;
  private final byte[] encoded;
  private final BlockId id;

  PlacedBlock(StrictBlock block, long height) {
    this(block, height, block.json().bytes());
  }

  private PlacedBlock(StrictBlock block, long height, byte[] encoded) {
    this.block = block;
    this.encoded = encoded;
    this.height = height;
    this.id = block.id();
  }

  static PlacedBlock decode(byte[] canonical, long height) throws RefusedException {
    return new PlacedBlock(StrictBlock.decode(JsonValue.ofCanonical(canonical)), height, canonical);
  }

  /** What it holds. */
  public StrictBlock block() {
    return block;
  }

  @Override
  public Header header() {
    return block.header();
  }

  @Override
  public BlockId id() {
    return id;
  }

  @Override
  public BlockId parent() {
    return Digests.id(block.header().previous());
  }

  @Override
  public long height() {
    return height;
  }

  @Override
  public byte[] encoded() {
    return encoded;
  }

  @Override
  public Optional<Instant> time() {
    return Optional.of(Instant.ofEpochSecond(block.header().timestamp()));
  }

  @Override
  public int transactionCount() {
    return block.transactions().size() + 1;
  }

  /** The reward is the last. */
  @Override
  public List<Transaction> transactions() {
    List<Transaction> all = new ArrayList<>(block.transactions());
    all.add(block.reward());
    return all;
  }

  @Override
  public String toString() {
    return "strict block " + height + " " + id;
  }
}

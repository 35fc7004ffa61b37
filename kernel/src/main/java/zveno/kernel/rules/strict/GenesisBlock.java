package zveno.kernel.rules.strict;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.strict.work.Header;

/** The first block of a chain. */
public final class GenesisBlock implements StrictChainBlock {

  private final Genesis genesis;
  private final byte[] encoded;
  private final Header header;
  private final BlockId id;

  private GenesisBlock(Genesis genesis, byte[] encoded) {
    this.genesis = genesis;
    this.encoded = encoded;
    this.header = genesis.header();
    this.id = header.id();
  }

  /** The block that states this. */
  public static GenesisBlock of(Genesis genesis) {
    return new GenesisBlock(genesis, genesis.canonical());
  }

  static GenesisBlock decode(byte[] canonical) throws RefusedException {
    return new GenesisBlock(Genesis.decode(JsonValue.ofCanonical(canonical)), canonical);
  }

  /** What it states. */
  public Genesis genesis() {
    return genesis;
  }

  @Override
  public Header header() {
    return header;
  }

  @Override
  public BlockId id() {
    return id;
  }

  @Override
  public BlockId parent() {
    return BlockId.ROOT;
  }

  @Override
  public long height() {
    return Genesis.INDEX;
  }

  @Override
  public byte[] encoded() {
    return encoded;
  }

  @Override
  public Optional<Instant> time() {
    return Optional.of(Instant.ofEpochSecond(genesis.timestamp()));
  }

  @Override
  public int transactionCount() {
    return 0;
  }

  @Override
  public List<Transaction> transactions() {
    return List.of();
  }

  @Override
  public String toString() {
    return "genesis block " + id;
  }
}

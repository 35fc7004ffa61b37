package zveno.kernel.rules.toy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.mining.DecimalPuzzle;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;

/**
 * A block of the toy rules, in bytes that are no text: a mark (8), the parent's id (32), height
 * (8), seconds since 1970 (8), the miner's account (8), the proof (8), and the transfers (32 each).
 * The puzzle covers all of it but the proof.
 */
final class ToyBlock implements Block {

  static final long REWARD = 50;

  private static final long MARK = 0xff_54_4f_59_00_80_0a_22L;
  private static final int PROOF = 64;
  private static final int HEADER = 72;

  private final byte[] encoded;
  private final BlockId id;
  private final BlockId parent;
  private final long height;
  private final long miner;
  private final List<ToyTransfer> transfers;

  private ToyBlock(
      byte[] encoded, BlockId parent, long height, long miner, List<ToyTransfer> transfers) {
    this.encoded = encoded;
    this.id = new BlockId(Hash.of(encoded));
    this.parent = parent;
    this.height = height;
    this.miner = miner;
    this.transfers = List.copyOf(transfers);
  }

  static ToyBlock decode(byte[] bytes, long height) throws DecodeException {
    if (bytes.length < HEADER || (bytes.length - HEADER) % ToyTransfer.LENGTH != 0) {
      throw new DecodeException("no toy block has " + bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getLong() != MARK || in.getLong(40) != height) {
      throw new DecodeException("a toy block begins with its mark, and says its height");
    }
    List<ToyTransfer> transfers = new ArrayList<>();
    for (int at = HEADER; at < bytes.length; at += ToyTransfer.LENGTH) {
      transfers.add(ToyTransfer.decode(bytes, at));
    }
    BlockId parent = new BlockId(Hash.copiedFrom(bytes, 8));
    if (parent.equals(BlockId.ROOT) != (height == 1)) {
      throw new DecodeException("only a first block has no parent");
    }
    return new ToyBlock(bytes, parent, height, in.getLong(56), transfers);
  }

  /** A block without its proof. */
  static byte[] unproven(
      BlockId parent, long height, long second, long miner, List<ToyTransfer> transfers) {
    ByteBuffer out = ByteBuffer.allocate(HEADER + transfers.size() * ToyTransfer.LENGTH);
    out.putLong(MARK).put(parent.hash().toBytes()).putLong(height).putLong(second).putLong(miner);
    out.putLong(0);
    transfers.forEach(transfer -> out.put(transfer.encoded()));
    return out.array();
  }

  /** The same with a proof. */
  static ToyBlock proven(byte[] unproven, long proof) {
    byte[] bytes = unproven.clone();
    ByteBuffer.wrap(bytes).putLong(PROOF, proof);
    try {
      return decode(bytes, ByteBuffer.wrap(bytes).getLong(40));
    } catch (DecodeException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What its proof must solve. */
  static DecimalPuzzle puzzle(byte[] unproven) {
    return new DecimalPuzzle(Hash.of(unproven).hex(), "", new Difficulty(1));
  }

  boolean isProven() {
    byte[] unproven = encoded.clone();
    ByteBuffer.wrap(unproven).putLong(PROOF, 0);
    long proof = ByteBuffer.wrap(encoded).getLong(PROOF);
    return puzzle(unproven).isSolvedBy(BigInteger.valueOf(proof));
  }

  long miner() {
    return miner;
  }

  List<ToyTransfer> transfers() {
    return transfers;
  }

  @Override
  public BlockId id() {
    return id;
  }

  @Override
  public BlockId parent() {
    return parent;
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
    return Optional.of(Instant.ofEpochSecond(ByteBuffer.wrap(encoded).getLong(48)));
  }

  @Override
  public int transactionCount() {
    return transfers.size();
  }

  @Override
  public List<Transaction> transactions() {
    return List.copyOf(transfers);
  }

  @Override
  public String toString() {
    return "toy block " + height + " " + id;
  }
}

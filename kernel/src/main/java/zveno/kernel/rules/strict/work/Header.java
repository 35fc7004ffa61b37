package zveno.kernel.rules.strict.work;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import zveno.kernel.bytes.Hash;
import zveno.kernel.mining.HeaderPuzzle;
import zveno.kernel.model.BlockId;

/**
 * The header of a block as Bitcoin has it: 80 bytes, every number little-endian. Any 80 bytes are
 * one; whether it is right is asked separately.
 *
 * @param version {@link #VERSION}, except for bits of the miner's
 * @param previous the digest of the block before it
 * @param merkleRoot what commits to the content
 * @param timestamp seconds since 1970, 0 to 2^32 − 1
 * @param bits the target in compact form, sound or not, 0 to 2^32 − 1
 * @param proof the nonce, 0 to 2^32 − 1
 */
public record Header(
    long version, Hash previous, Hash merkleRoot, long timestamp, long bits, long proof) {

  /** Length in bytes. */
  public static final int LENGTH = HeaderPuzzle.LENGTH;

  /** The version of these rules. */
  public static final long VERSION = 0x20000000L;

  /** Bits 13 to 28 of the version belong to the miner (BIP 320). */
  public static final long MINERS_BITS = 0x1fffe000L;

  /** The largest number of 32 bits. */
  public static final long MAX_WORD = 0xffffffffL;

  public Header {
    word("version", version);
    word("timestamp", timestamp);
    word("bits", bits);
    word("proof", proof);
  }

  private static void word(String name, long value) {
    if (value < 0 || value > MAX_WORD) {
      throw new IllegalArgumentException(name + " has 32 bits, which " + value + " has not");
    }
  }

  /** The header that lies at {@code offset} in {@code source}. */
  public static Header copiedFrom(byte[] source, int offset) {
    ByteBuffer in = ByteBuffer.wrap(source, offset, LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    long version = Integer.toUnsignedLong(in.getInt());
    Hash previous = hash(in);
    Hash merkleRoot = hash(in);
    return new Header(
        version,
        previous,
        merkleRoot,
        Integer.toUnsignedLong(in.getInt()),
        Integer.toUnsignedLong(in.getInt()),
        Integer.toUnsignedLong(in.getInt()));
  }

  private static Hash hash(ByteBuffer in) {
    byte[] digest = new byte[Hash.LENGTH];
    in.get(digest);
    return Hash.copiedFrom(digest, 0);
  }

  /** The 80 bytes. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(LENGTH)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) version)
        .put(previous.toBytes())
        .put(merkleRoot.toBytes())
        .putInt((int) timestamp)
        .putInt((int) bits)
        .putInt((int) proof)
        .array();
  }

  /** SHA-256 twice over the 80 bytes: what the next header carries. */
  public Hash digest() {
    return Digests.sha256d(toBytes());
  }

  /** The identity as people see it: the digest backwards, so that its zeros lead. */
  public BlockId id() {
    return Digests.id(digest());
  }

  /** Is the version one that a block may have? */
  public boolean hasRightVersion() {
    return (version & ~MINERS_BITS) == VERSION;
  }

  /**
   * Are the bits sound, and is the digest, as a little-endian number, at most the target that they
   * state? Whether these are the bits that the block should have is another question.
   */
  public boolean hasWork() {
    return CompactBits.of(bits)
        .filter(sound -> Digests.number(digest()).compareTo(sound.target()) <= 0)
        .isPresent();
  }

  /** What a miner has to search for. */
  public HeaderPuzzle puzzle() {
    BigInteger target = CompactBits.of(bits).map(CompactBits::target).orElse(BigInteger.ZERO);
    return new HeaderPuzzle(toBytes(), target);
  }

  /** The same header with another nonce. */
  public Header withProof(long other) {
    return new Header(version, previous, merkleRoot, timestamp, bits, other);
  }
}

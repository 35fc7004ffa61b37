package zveno.kernel.model;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * What is kept beside a block without being part of it: numbers of 128 bits that only the block's
 * rule set understands. A block may be passed on with its memo. A memo cannot be checked, so
 * nothing that makes a block right may depend on it.
 */
public final class BlockMemo {

  /** No memo; nothing is stored for it. */
  public static final BlockMemo NONE = new BlockMemo(new byte[0], false);

  /** How many bytes a number has. */
  public static final int NUMBER = 16;

  private final byte[] content;
  private final boolean received;

  private BlockMemo(byte[] content, boolean received) {
    this.content = content;
    this.received = received;
  }

  /**
   * A memo of these numbers.
   *
   * @param received whether it came with the block; otherwise it was worked out here
   */
  public static BlockMemo of(List<UUID> numbers, boolean received) {
    if (numbers.isEmpty()) {
      return NONE;
    }
    ByteBuffer content = ByteBuffer.allocate(NUMBER * numbers.size());
    for (UUID number : numbers) {
      content.putLong(number.getMostSignificantBits()).putLong(number.getLeastSignificantBits());
    }
    return new BlockMemo(content.array(), received);
  }

  /**
   * A memo of these bytes.
   *
   * @param content the numbers, big-endian, one after the other; it must not be changed
   * @param received whether it came with the block; otherwise it was worked out here
   * @throws IllegalArgumentException if these are not whole numbers
   */
  public static BlockMemo of(byte[] content, boolean received) {
    if (content.length % NUMBER != 0) {
      throw new IllegalArgumentException("a memo of " + content.length + " bytes");
    }
    return content.length == 0 ? NONE : new BlockMemo(content, received);
  }

  /** Is there none? */
  public boolean isEmpty() {
    return content.length == 0;
  }

  /** Did it come with the block? Otherwise it was worked out here. */
  public boolean isReceived() {
    return received;
  }

  /** How many numbers it has. */
  public int count() {
    return content.length / NUMBER;
  }

  /** The number at a position, from 0 on. */
  public UUID number(int position) {
    ByteBuffer from = ByteBuffer.wrap(content);
    return new UUID(from.getLong(NUMBER * position), from.getLong(NUMBER * position + Long.BYTES));
  }

  /** The numbers, big-endian, one after the other. */
  public byte[] toBytes() {
    return content.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockMemo memo
        && received == memo.received
        && Arrays.equals(content, memo.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return count() + (received ? " received" : " of our own");
  }
}

package zveno.node.stratum;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Sha256;
import zveno.kernel.rules.HeaderTemplate;

/** The header of a job's block, and what a miner's choices make of it. Cannot be changed. */
final class JobHeader {

  static final int VERSION_AT = 0;
  static final int PREVIOUS_AT = 4;
  static final int BITS_AT = 72;
  static final int TIME_AT = 68;
  private static final int ROOT_AT = 36;
  private static final int NONCE_AT = 76;

  private final byte[] header;
  private final byte[] coinbase;
  private final int extraAt;
  private final List<Hash> branch;
  private final int minersBits;

  /**
   * @param header 80 bytes
   * @param head the coinbase transaction as far as the miner's bytes
   * @param tail the coinbase transaction after them
   * @param branch what its hash is joined with, one after the other
   * @param minersBits the bits of the version that a miner may choose
   */
  JobHeader(byte[] header, byte[] head, byte[] tail, List<Hash> branch, int minersBits) {
    this.header = header.clone();
    this.extraAt = head.length;
    this.coinbase = Arrays.copyOf(head, head.length + HeaderTemplate.EXTRA_BYTES + tail.length);
    System.arraycopy(tail, 0, coinbase, coinbase.length - tail.length, tail.length);
    this.branch = List.copyOf(branch);
    this.minersBits = minersBits;
  }

  /** Bytes of the header, each four of them backwards: how Stratum writes them. */
  byte[] wordsReversed(int from, int length) {
    return wordsReversed(header, from, length);
  }

  /** Each four bytes backwards: how Stratum writes the previous block's digest. */
  static byte[] wordsReversed(byte[] bytes, int from, int length) {
    byte[] out = new byte[length];
    for (int i = 0; i < length; i++) {
      out[i] = bytes[from + (i ^ 3)];
    }
    return out;
  }

  /** The time that the job was given, in seconds since 1970. */
  long timestamp() {
    return Integer.toUnsignedLong(Integer.reverseBytes(intAt(TIME_AT)));
  }

  private int intAt(int at) {
    return ByteBuffer.wrap(header, at, Integer.BYTES).getInt();
  }

  /** The version of the header with the bits that a miner has chosen. */
  private int version(int chosen) {
    int own = Integer.reverseBytes(intAt(VERSION_AT));
    return (own & ~minersBits) | (chosen & minersBits);
  }

  /** The double hash of the header with a miner's choices, 32 bytes. */
  byte[] digest(Share share) {
    byte[] transaction = coinbase.clone();
    for (int i = 0; i < HeaderTemplate.EXTRA_BYTES; i++) {
      transaction[extraAt + i] = (byte) (share.extra() >>> (56 - 8 * i));
    }
    byte[] root = twice(transaction);
    for (Hash next : branch) {
      byte[] both = Arrays.copyOf(root, 2 * Hash.LENGTH);
      next.copyTo(both, Hash.LENGTH);
      root = twice(both);
    }
    byte[] filled = header.clone();
    put(filled, VERSION_AT, version(share.version()));
    System.arraycopy(root, 0, filled, ROOT_AT, root.length);
    put(filled, TIME_AT, (int) share.timestamp());
    put(filled, NONCE_AT, (int) share.nonce());
    return twice(filled);
  }

  private static byte[] twice(byte[] bytes) {
    byte[] once = Sha256.digest(bytes, 0, bytes.length);
    return Sha256.digest(once, 0, once.length);
  }

  private static void put(byte[] header, int at, int value) {
    for (int i = 0; i < Integer.BYTES; i++) {
      header[at + i] = (byte) (value >>> (8 * i));
    }
  }
}

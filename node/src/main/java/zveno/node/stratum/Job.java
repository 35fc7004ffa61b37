package zveno.node.stratum;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Sha256;
import zveno.kernel.rules.HeaderTemplate;

/** A block to search for that pays one address, as miners are told of it. */
final class Job {

  private static final HexFormat HEX = HexFormat.of();
  private static final int VERSION_AT = 0;
  private static final int PREVIOUS_AT = 4;
  private static final int ROOT_AT = 36;
  private static final int TIME_AT = 68;
  private static final int BITS_AT = 72;
  private static final int NONCE_AT = 76;

  private final HeaderTemplate template;
  private final byte[] header;
  private final byte[] coinbase;
  private final int extraAt;
  private final List<Hash> branch;
  private final ShareTarget block;
  private final double network;
  private final byte[] told;

  /**
   * @param template pays the job's address
   */
  Job(HeaderTemplate template) {
    this.template = template;
    this.header = template.header();
    byte[] head = template.coinbaseHead();
    byte[] tail = template.coinbaseTail();
    this.extraAt = head.length;
    this.coinbase = Arrays.copyOf(head, head.length + HeaderTemplate.EXTRA_BYTES + tail.length);
    System.arraycopy(tail, 0, coinbase, coinbase.length - tail.length, tail.length);
    this.branch = template.branch();
    BigInteger target = template.puzzle().target();
    this.block = new ShareTarget(target);
    this.network = ShareTarget.difficulty(target);
    this.told = parameters(head, tail).getBytes(StandardCharsets.US_ASCII);
  }

  private String parameters(byte[] head, byte[] tail) {
    StringBuilder out = new StringBuilder();
    out.append('"').append(HEX.formatHex(wordsReversed(header, PREVIOUS_AT, Hash.LENGTH)));
    out.append("\", \"").append(HEX.formatHex(head));
    out.append("\", \"").append(HEX.formatHex(tail)).append("\", [");
    for (int i = 0; i < branch.size(); i++) {
      out.append(i == 0 ? "\"" : ", \"").append(branch.get(i).hex()).append('"');
    }
    out.append("], \"").append(word(VERSION_AT));
    out.append("\", \"").append(word(BITS_AT));
    return out.append("\", \"").append(word(TIME_AT)).append("\", ").toString();
  }

  /** Each four bytes backwards: how Stratum writes the previous block's digest. */
  static byte[] wordsReversed(byte[] bytes, int from, int length) {
    byte[] out = new byte[length];
    for (int i = 0; i < length; i++) {
      out[i] = bytes[from + (i ^ 3)];
    }
    return out;
  }

  /** A number of the header, eight digits, the highest first. */
  private String word(int at) {
    return HEX.formatHex(wordsReversed(header, at, Integer.BYTES));
  }

  /** The parameters of {@code mining.notify} between the job's id and the last, in ASCII. */
  byte[] parameters() {
    return told;
  }

  /** Does it follow the same block as the other? Where not, the other is worth nothing any more. */
  boolean isBeside(Job other) {
    return template.parent().id().equals(other.template.parent().id());
  }

  /** The template. */
  HeaderTemplate template() {
    return template;
  }

  /** The difficulty of a block. */
  double network() {
    return network;
  }

  /** The time that the job was given, in seconds since 1970. */
  long timestamp() {
    return Integer.toUnsignedLong(Integer.reverseBytes(intAt(header, TIME_AT)));
  }

  private static int intAt(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes, at, Integer.BYTES).getInt();
  }

  /** The version of the header with the bits that a miner has chosen. */
  int version(int chosen) {
    int own = Integer.reverseBytes(intAt(header, VERSION_AT));
    return (own & ~template.minersBits()) | (chosen & template.minersBits());
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

  /** Is this double hash a block's? */
  boolean isBlock(byte[] digest) {
    return block.isMetBy(digest);
  }
}

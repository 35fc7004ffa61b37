package zveno.system;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A chain put together by hand as text, without our own rules, miner or writer: so that it can hold
 * what they would never make. Everything that is given in JSON must be canonical.
 */
final class HandMadeChain {

  /** With four zeros, 107 different proofs follow 100; then the last 61 of them repeat for ever. */
  private static final int DISTINCT_PROOFS = 107;

  private static final int PERIOD = 61;

  private final int zeros;
  private final List<String> blocks = new ArrayList<>();
  private String lastProof = "100";

  private HandMadeChain(int zeros) {
    this.zeros = zeros;
  }

  /** Begins with the tutorial's first block. */
  static HandMadeChain beginning(int zeros) {
    return new HandMadeChain(zeros).addFirst("");
  }

  /** Begins with a block that has more fields, such as {@code , "zeal": true}. */
  static HandMadeChain beginning(int zeros, String laterFields) {
    return new HandMadeChain(zeros).addFirst(laterFields);
  }

  private HandMadeChain addFirst(String laterFields) {
    blocks.add(block(1, "1", "100", "1.5", "", laterFields));
    return this;
  }

  /** A block with these transactions, separated by commas. */
  HandMadeChain add(String transactions) {
    return add(Integer.toString(blocks.size() + 1), "1.5", transactions, "");
  }

  /** A block that looks as strange as you like, and follows nevertheless. */
  HandMadeChain add(String index, String timestamp, String transactions, String laterFields) {
    String previous = sha256(blocks.getLast());
    lastProof = proofAfter(lastProof, zeros);
    blocks.add(
        "{\"index\": "
            + index
            + ", "
            + rest(quoted(previous), lastProof, timestamp, transactions)
            + laterFields
            + "}");
    return this;
  }

  /** A block with a proof of one's own. */
  HandMadeChain addWithProof(String proof) {
    String previous = sha256(blocks.getLast());
    lastProof = proof;
    blocks.add(block(blocks.size() + 1, quoted(previous), proof, "1.5", "", ""));
    return this;
  }

  private static String block(
      long index, String previous, String proof, String time, String transactions, String later) {
    return "{\"index\": " + index + ", " + rest(previous, proof, time, transactions) + later + "}";
  }

  private static String rest(String previous, String proof, String time, String transactions) {
    return "\"previous_hash\": "
        + previous
        + ", \"proof\": "
        + proof
        + ", \"timestamp\": "
        + time
        + ", \"transactions\": ["
        + transactions
        + "]";
  }

  /** The smallest proof that goes with this one. */
  static String proofAfter(String proof, int zeros) {
    for (long next = 0; ; next++) {
      if (beginsWithZeros(digest(proof + next), zeros)) {
        return Long.toString(next);
      }
    }
  }

  private static boolean beginsWithZeros(byte[] hash, int zeros) {
    for (int i = 0; i < zeros; i++) {
      int digit = i % 2 == 0 ? hash[i / 2] & 0xf0 : hash[i / 2] & 0x0f;
      if (digit != 0) {
        return false;
      }
    }
    return true;
  }

  int length() {
    return blocks.size();
  }

  List<String> hashes() {
    return blocks.stream().map(HandMadeChain::sha256).toList();
  }

  /** What {@code GET /chain} would answer. */
  String document() {
    return document(blocks.size());
  }

  /** The same, with a length of one's own. */
  String document(long claimed) {
    return "{\"chain\": [" + String.join(", ", blocks) + "], \"length\": " + claimed + "}\n";
  }

  /**
   * Writes a long chain of four zeros without holding it: a reward in each block, and now and then
   * a transaction.
   */
  static void write(OutputStream out, long length) throws IOException {
    write(out, length, 7);
  }

  /**
   * The same, with rewards for somebody else: another chain from the second block on.
   *
   * @param miner who gets the rewards
   */
  static void write(OutputStream out, long length, int miner) throws IOException {
    List<String> proofs = new ArrayList<>(List.of("100"));
    while (proofs.size() < Math.min(length, DISTINCT_PROOFS + 1)) {
      proofs.add(proofAfter(proofs.getLast(), 4));
    }
    String block = block(1, "1", "100", "1.5", "", "");
    out.write(ascii("{\"chain\": [" + block));
    for (long index = 2; index <= length; index++) {
      int place = Math.toIntExact(index - 1);
      if (place > DISTINCT_PROOFS) {
        place = DISTINCT_PROOFS - PERIOD + 1 + (place - DISTINCT_PROOFS - 1) % PERIOD;
      }
      String reward =
          "{\"amount\": 1, \"recipient\": \"%032x\", \"sender\": \"0\"}".formatted(miner);
      String request = "{\"amount\": " + index + ", \"recipient\": \"bob\", \"sender\": \"ann\"}, ";
      block =
          block(
              index,
              quoted(sha256(block)),
              proofs.get(place),
              (1_700_000_000 + index) + ".5",
              (index % 4 == 0 ? request : "") + reward,
              "");
      out.write(ascii(", " + block));
    }
    out.write(ascii("], \"length\": " + length + "}\n"));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String sha256(String text) {
    return HexFormat.of().formatHex(digest(text));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(ascii(text));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

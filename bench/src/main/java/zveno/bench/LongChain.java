package zveno.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import zveno.kernel.bytes.Hash;

/**
 * A chain of any length under the tutorial's rules that takes no time to make: with four zeros the
 * smallest proofs that follow 100 run, after some, in a circle.
 */
public final class LongChain {

  private static final int DISTINCT_PROOFS = 107;
  private static final int PERIOD = 61;
  private static final String ZEROS = "0000";

  private LongChain() {}

  /** Writes it as {@code GET /chain} would answer it; each block has a transaction and a reward. */
  public static void write(Path file, long blocks) throws IOException {
    write(file, blocks, "bob");
  }

  /**
   * The same, in which all is paid to this recipient: with another it is another chain from its
   * second block on.
   */
  static void write(Path file, long blocks, String recipient) throws IOException {
    List<String> proofs = proofs();
    String block = block(1, "1", proofs.getFirst(), "");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(ascii("{\"chain\": [" + block));
      for (long height = 2; height <= blocks; height++) {
        String request =
            "{\"amount\": "
                + height
                + ", \"recipient\": \""
                + recipient
                + "\", \"sender\": \"ann\"}";
        String reward =
            "{\"amount\": 1, \"recipient\": \"" + "7".repeat(32) + "\", \"sender\": \"0\"}";
        String previous = '"' + Hash.of(ascii(block)).hex() + '"';
        block = block(height, previous, proofs.get(place(height - 1)), request + ", " + reward);
        out.write(ascii(", " + block));
      }
      out.write(ascii("], \"length\": " + blocks + "}\n"));
    }
  }

  private static int place(long number) {
    if (number <= DISTINCT_PROOFS) {
      return Math.toIntExact(number);
    }
    return Math.toIntExact(DISTINCT_PROOFS - PERIOD + 1 + (number - DISTINCT_PROOFS - 1) % PERIOD);
  }

  private static List<String> proofs() {
    List<String> proofs = new ArrayList<>(List.of("100"));
    while (proofs.size() <= DISTINCT_PROOFS) {
      proofs.add(proofAfter(proofs.getLast()));
    }
    return proofs;
  }

  private static String proofAfter(String proof) {
    long next = 0;
    while (!Hash.of(ascii(proof + next)).hex().startsWith(ZEROS)) {
      next++;
    }
    return Long.toString(next);
  }

  private static String block(long height, String previous, String proof, String transactions) {
    return "{\"index\": "
        + height
        + ", \"previous_hash\": "
        + previous
        + ", \"proof\": "
        + proof
        + ", \"timestamp\": "
        + (1_700_000_000 + height)
        + ".5, \"transactions\": ["
        + transactions
        + "]}";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

package zveno.node.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonReader;
import zveno.kernel.json.JsonValue;
import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.Draft;
import zveno.kernel.rules.Place;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.classic.ClassicRules;
import zveno.kernel.rules.classic.ProofRule;

/**
 * A right chain of the tutorial in a file, as {@code GET /chain} sends it: one transaction and the
 * reward in each block. No proof is searched for twice, and after some hundred blocks they repeat.
 */
final class ChainFile {

  private static final int ZEROS = 4;
  private static final RuleSet RULES = ClassicRules.open(ProofRule.CLASSIC, new Difficulty(ZEROS));
  private static final Instant BEGIN = Instant.ofEpochSecond(1_700_000_000);
  private static final String MINER = "6c152052357bc4921ee1062185df6efb";

  private ChainFile() {}

  static void write(Path file, int blocks) throws IOException {
    Map<String, BigInteger> proofs = new HashMap<>();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      out.write(ascii("{\"chain\": ["));
      Block last = RULES.genesis(BEGIN);
      out.write(last.bytes());
      for (int height = 2; height <= blocks; height++) {
        var puzzle = RULES.puzzle(last);
        String key = JsonValue.ofCanonical(last.bytes()).member("proof").orElseThrow().toString();
        BigInteger proof = proofs.get(key);
        if (proof == null) {
          proof = DecimalSearch.smallest(puzzle, () -> false).orElseThrow();
          proofs.put(key, proof);
        }
        Instant time = BEGIN.plusSeconds(height);
        last = RULES.assemble(new Draft(last, List.of(transfer(height)), MINER, time), proof);
        out.write(ascii(", "));
        out.write(last.bytes());
      }
      out.write(ascii("], \"length\": " + blocks + "}\n"));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Transaction transfer(int number) throws IOException {
    String json =
        String.format(
            Locale.ROOT,
            "{\"amount\": %d, \"recipient\": \"%032x\", \"sender\": \"%032x\"}",
            number,
            number % 1_000,
            number);
    try {
      return new Transaction(JsonValue.parse(ascii(json), JsonLimits.defaults()));
    } catch (DecodeException e) {
      throw new IOException(e);
    }
  }

  /**
   * Reads and checks all blocks as they would be checked if a neighbour told them, and keeps none.
   *
   * @return how many seconds it took
   */
  static double check(Path file) throws IOException {
    long begin = System.nanoTime();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      JsonReader reader = new JsonReader(in, JsonLimits.defaults());
      reader.beginObject();
      reader.nextName();
      reader.beginArray();
      @Nullable Block last = null;
      while (reader.hasNext()) {
        Block block = RULES.decode(reader.canonical(), last == null ? 1 : last.height() + 1);
        if (!RULES.checkInPlace(block, new Place(Optional.ofNullable(last))).equals(Verdict.OK)) {
          throw new IOException("block " + block.height() + " is not right");
        }
        last = block;
      }
    } catch (DecodeException e) {
      throw new IOException(e);
    }
    return (System.nanoTime() - begin) / 1e9;
  }
}

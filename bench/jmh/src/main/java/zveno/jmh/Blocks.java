package zveno.jmh;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonReader;
import zveno.kernel.json.JsonValue;
import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.classic.ClassicRules;
import zveno.kernel.rules.classic.ClassicTemplates;
import zveno.kernel.rules.classic.ClassicTransaction;
import zveno.kernel.rules.classic.ProofRule;

/** What it costs to take in a block of a chain: its JSON, its hash, and all of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class Blocks {

  private static final ClassicRules RULES =
      ClassicRules.open(ProofRule.CLASSIC, Difficulty.TUTORIAL);

  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000, 123_456_000);

  /** How many transactions are in the block, beside the reward; 1 makes 350 bytes, 16 make 2 kB. */
  @Param({"1", "16"})
  public int transactions;

  private final Block parent = RULES.templates().genesis(NOW);
  private Block block = parent;
  private byte[] text = {};

  /** Mines the block. */
  @Setup
  public void makeBlock() throws DecodeException {
    List<Transaction> requests = new ArrayList<>();
    for (int i = 0; i < transactions; i++) {
      requests.add(transaction(i));
    }
    BigInteger proof =
        DecimalSearch.smallest(RULES.templates().puzzle(parent), () -> false).orElseThrow();
    block = ClassicTemplates.assemble(parent, requests, party(0), NOW, proof);
    text = block.encoded();
  }

  private static Transaction transaction(int number) throws DecodeException {
    String json =
        "{\"amount\": %d, \"recipient\": \"%s\", \"sender\": \"%s\"}"
            .formatted(number, party(number), party(number + 1));
    return new ClassicTransaction(JsonValue.ofCanonical(json.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String party(int number) {
    return Hash.of(("party " + number).getBytes(StandardCharsets.US_ASCII)).hex().substring(32);
  }

  /** Reads the block's JSON and writes it in canonical form. */
  @Benchmark
  public byte[] json() throws DecodeException {
    return JsonReader.canonicalize(text, JsonLimits.defaults());
  }

  /** Hashes the canonical form. */
  @Benchmark
  public Hash hash() {
    return Hash.of(text);
  }

  /** All that is done with a peer's block before it is stored; JSON and hash are in it. */
  @Benchmark
  public Verdict check() throws DecodeException {
    byte[] canonical = JsonReader.canonicalize(text, JsonLimits.defaults());
    Block decoded = RULES.codec().block(canonical, 2);
    Verdict verdict = RULES.consensus().checkContext(decoded, ChainContext.after(parent));
    if (verdict instanceof Verdict.Rejected why) {
      throw new IllegalStateException(why.detail());
    }
    return verdict;
  }
}

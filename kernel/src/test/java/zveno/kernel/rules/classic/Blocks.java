package zveno.kernel.rules.classic;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonReader;
import zveno.kernel.json.JsonValue;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowSearch;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.RuleSet;

/** Makes blocks for tests, in a line. */
public final class Blocks {

  /** Rules under which a proof is found at once. */
  public static final ClassicRules EASY = ClassicRules.open(ProofRule.CLASSIC, new Difficulty(1));

  private static final JsonLimits LIMITS = JsonLimits.defaults().withNonFinite(true);

  private Blocks() {}

  /** A genesis block that bears this second. */
  public static Block genesis(RuleSet rules, long second) {
    return rules.templates().genesis(Instant.ofEpochSecond(second));
  }

  /** The next block after {@code parent}; {@code miner} and {@code second} tell it from others. */
  public static Block on(
      RuleSet rules, Block parent, String miner, long second, Transaction... transactions) {
    return ClassicTemplates.assemble(
        parent, List.of(transactions), miner, Instant.ofEpochSecond(second), proof(rules, parent));
  }

  /** The proof of a block after {@code parent}. */
  public static BigInteger proof(RuleSet rules, Block parent) {
    PowSearch search =
        PowSearch.of(
            rules
                .templates()
                .template(ChainContext.after(parent), List::of, "", Clock.systemUTC())
                .puzzle());
    search.work(KernelKind.SCALAR.newKernels(), () -> false);
    return search.solution().orElseThrow();
  }

  /** A transfer. */
  public static ClassicTransaction pay(String sender, String recipient, int amount) {
    return transaction(
        "{\"sender\":\"%s\",\"recipient\":\"%s\",\"amount\":%d}"
            .formatted(sender, recipient, amount));
  }

  /** A transaction of any JSON object. */
  public static ClassicTransaction transaction(String json) {
    try {
      return new ClassicTransaction(JsonValue.parse(json.getBytes(StandardCharsets.UTF_8), LIMITS));
    } catch (DecodeException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /** A block of any JSON, at any height. */
  public static ClassicBlock block(String json, long height) throws DecodeException {
    return ClassicBlock.decode(
        JsonReader.canonicalize(json.getBytes(StandardCharsets.UTF_8), LIMITS), height);
  }
}

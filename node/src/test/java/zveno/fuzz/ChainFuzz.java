package zveno.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import zveno.kernel.MemoryStore;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.Candidate;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.PathReader;
import zveno.kernel.chain.Reorg;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonReader;
import zveno.kernel.model.Block;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.classic.Blocks;

/**
 * A chain that has been meddled with is taken only if the tutorial's {@code valid_chain} takes it.
 */
class ChainFuzz {

  private static final RuleSet RULES = Blocks.EASY;
  private static final JsonLimits LIMITS = JsonLimits.defaults();

  private static final List<byte[]> RIGHT = rightChain();

  private static List<byte[]> rightChain() {
    List<Block> blocks = new ArrayList<>(List.of(Blocks.genesis(RULES, 1)));
    for (int second = 2; second < 8; second++) {
      blocks.add(
          Blocks.on(RULES, blocks.getLast(), "ann", second, Blocks.pay("ann", "bob", second)));
    }
    return blocks.stream().map(Block::encoded).toList();
  }

  @FuzzTest
  void onlyRightChainsAreTaken(FuzzedDataProvider data) {
    List<byte[]> told = new ArrayList<>(RIGHT);
    int changes = data.consumeInt(0, 4);
    for (int i = 0; i < changes && !told.isEmpty(); i++) {
      meddle(told, data);
    }
    check(told, changes == 0);
  }

  private static void meddle(List<byte[]> told, FuzzedDataProvider data) {
    int which = data.consumeInt(0, told.size() - 1);
    switch (data.consumeInt(0, 5)) {
      case 0 -> told.remove(which);
      case 1 -> told.add(which, told.get(data.consumeInt(0, told.size() - 1)));
      case 2 -> told.set(which, replaced(told.get(which), data));
      case 3 -> told.set(which, withField(told.get(which), data));
      case 4 -> told.set(which, data.consumeBytes(400));
      default -> mend(told, which);
    }
  }

  private static byte[] replaced(byte[] block, FuzzedDataProvider data) {
    byte[] changed = block.clone();
    byte[] other = data.consumeBytes(8);
    int at = data.consumeInt(0, Math.max(0, changed.length - other.length));
    System.arraycopy(other, 0, changed, at, Math.min(other.length, changed.length - at));
    return changed;
  }

  /** One field more, or another value for one that is there: the last of a name counts. */
  private static byte[] withField(byte[] block, FuzzedDataProvider data) {
    String name =
        data.pickValue(
            List.of("index", "previous_hash", "proof", "timestamp", "transactions", "more"));
    String text = new String(block, StandardCharsets.UTF_8);
    int end = Math.max(0, text.lastIndexOf('}'));
    String value = data.consumeString(60);
    return (text.substring(0, end) + ", \"" + name + "\": " + value + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Links a block to the one before it, whatever that is now. */
  private static void mend(List<byte[]> told, int which) {
    if (which == 0 || JsonModel.parse(told.get(which - 1)).isEmpty()) {
      return;
    }
    String text = new String(told.get(which), StandardCharsets.UTF_8);
    String link = "\"previous_hash\": \"" + hash(value(told.get(which - 1))) + "\"";
    told.set(
        which,
        text.replaceFirst("\"previous_hash\": \"[0-9a-f]*\"", link)
            .getBytes(StandardCharsets.UTF_8));
  }

  private static void check(List<byte[]> told, boolean untouched) {
    MemoryStore store = new MemoryStore();
    Chain chain = new Chain(RULES, store, 100);
    MemoryStore.Batch first = new MemoryStore.Batch();
    chain.offer(Blocks.genesis(RULES, 99), first);
    store.commit(first);

    Candidate candidate = new Candidate(RULES, store, store.live(), chain.path());
    boolean taken = isTaken(told, candidate);
    candidate.complete();
    candidate.close();
    assertThat(taken || !untouched).isTrue();
    if (taken && !told.isEmpty()) {
      assertThat(isValid(told)).isTrue();
      MemoryStore.Batch batch = new MemoryStore.Batch();
      boolean longer = candidate.adopt(chain, batch).map(Reorg::joiningCount).isPresent();
      store.commit(batch);
      assertThat(longer).isEqualTo(told.size() > 1);
      assertThat(chain.path().length()).isEqualTo(told.size());
      if (longer) {
        assertThat(stored(store, chain))
            .isEqualTo(told.stream().map(ChainFuzz::canonical).toList());
      }
    }
  }

  private static boolean isTaken(List<byte[]> told, Candidate candidate) {
    try {
      for (byte[] block : told) {
        byte[] canonical = JsonReader.canonicalize(block, LIMITS);
        Block decoded = RULES.codec().block(canonical, candidate.length() + 1);
        if (!candidate.add(decoded).equals(Verdict.OK)) {
          return false;
        }
      }
      return true;
    } catch (DecodeException e) {
      return false;
    }
  }

  private static List<String> stored(MemoryStore store, Chain chain) {
    List<String> blocks = new ArrayList<>();
    try (PathReader reader =
        PathReader.ascending(store.live(), chain.path(), 1, chain.path().length())) {
      while (reader.next()) {
        blocks.add(new String(reader.bytes(), StandardCharsets.US_ASCII));
      }
    }
    return blocks;
  }

  // ---- the tutorial's valid_chain, with one zero; source: the tutorial's blockchain.py

  private static boolean isValid(List<byte[]> told) {
    Map<?, ?> last = (Map<?, ?>) value(told.getFirst());
    for (byte[] text : told.subList(1, told.size())) {
      Map<?, ?> block = (Map<?, ?>) value(text);
      if (!hash(last).equals(block.get("previous_hash"))
          || !isProof(last.get("proof"), block.get("proof"))) {
        return false;
      }
      last = block;
    }
    return true;
  }

  /** Proofs are integers in all that we take, so an f-string prints them as JSON does. */
  private static boolean isProof(Object last, Object proof) {
    String guess = JsonModel.dump(last) + JsonModel.dump(proof);
    return Hash.of(guess.getBytes(StandardCharsets.US_ASCII)).hex().startsWith("0");
  }

  private static Object value(byte[] text) {
    return JsonModel.parse(text).orElseThrow();
  }

  private static String canonical(byte[] text) {
    return JsonModel.dump(value(text));
  }

  private static String hash(Object block) {
    return Hash.of(JsonModel.dump(block).getBytes(StandardCharsets.US_ASCII)).hex();
  }
}

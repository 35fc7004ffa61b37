package zveno.node.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zveno.fuzz.Trickle;
import zveno.kernel.MemoryStore;
import zveno.kernel.chain.Candidate;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.service.LargeBlockBudget;

/** Whatever a peer answers is a right chain, or is refused with a reason. */
class PeerAnswerFuzz {

  private static final RuleSet RULES = Blocks.EASY;
  private static final ChainLimits LIMITS = new ChainLimits(20, 1 << 20, 50, 64 << 10);

  private final ChainDocument document =
      new ChainDocument(RULES, LIMITS, new BlockMemoryBudget(new LargeBlockBudget(8L << 20)));

  /** What was made of an answer: the blocks of a chain, or why there is none. */
  private record Outcome(List<String> blocks, Optional<String> objection) {}

  @FuzzTest
  void isAChainOrRefused(byte[] answer) throws IOException {
    Outcome whole = read(new ByteArrayInputStream(answer));
    assertThat(read(new Trickle(new ByteArrayInputStream(answer)))).isEqualTo(whole);
    whole.objection().ifPresent(why -> assertThat(why).isNotBlank());
    if (whole.objection().isEmpty()) {
      String again = "{\"length\": 0, \"chain\": [" + String.join(",", whole.blocks()) + "]}";
      byte[] bytes = again.getBytes(StandardCharsets.US_ASCII);
      assertThat(read(new ByteArrayInputStream(bytes))).isEqualTo(whole);
      assertThat(first(bytes)).isEqualTo(whole.blocks().getFirst());
    }
  }

  private Outcome read(InputStream answer) throws IOException {
    MemoryStore store = new MemoryStore();
    List<String> blocks = new ArrayList<>();
    try (Candidate candidate = new Candidate(RULES, store, store.live(), ChainPath.EMPTY)) {
      document.read(answer, candidate, length -> {});
      candidate.complete();
      store
          .live()
          .stored()
          .forEach(stretch -> {
            try (var cursor = store.live().ascending(stretch)) {
              while (cursor.next()) {
                blocks.add(new String(cursor.bytes(), StandardCharsets.US_ASCII));
              }
            }
          });
      return new Outcome(blocks, Optional.empty());
    } catch (BadChainException e) {
      return new Outcome(List.of(), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private String first(byte[] answer) throws IOException {
    try {
      byte[] block = document.first(new ByteArrayInputStream(answer)).encoded();
      return new String(block, StandardCharsets.US_ASCII);
    } catch (BadChainException e) {
      throw new AssertionError(e);
    }
  }
}

package zveno.kernel.rules.strict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import zveno.kernel.MemoryStore;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.PathReader;
import zveno.kernel.chain.StateReader;
import zveno.kernel.chain.StoredContext;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.HeaderChain;
import zveno.kernel.rules.HeaderRules;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.strict.work.Header;

/** A chain is judged by its headers as by its blocks, as far as headers go. */
class StrictHeadersTest {

  /** What a header alone shows to be wrong. */
  private static final Set<String> OF_HEADERS = Set.of("form", "link", "time", "bits", "work");

  private final MemoryStore store = new MemoryStore();
  private final List<JsonValue> blocks = new ArrayList<>();
  private StrictRules rules = StrictNets.rules(BlockId.ROOT);
  private HeaderRules headers = rules.headers().orElseThrow();
  private Chain chain = new Chain(rules, store, 100);

  @BeforeEach
  void build() throws DecodeException {
    StrictVectors.member(StrictVectors.read("chain.json"), "chain").elements().forEach(blocks::add);
    BlockId genesis = rules.codec().untrustedBlock(blocks.getFirst().bytes(), 1).id();
    rules = StrictNets.rules(genesis);
    headers = rules.headers().orElseThrow();
    chain = new Chain(rules, store, 100);
    for (int height = 1; height <= blocks.size(); height++) {
      MemoryStore.Batch batch = new MemoryStore.Batch();
      var _ = chain.offer(block(height), batch);
      store.commit(batch);
    }
  }

  private Block block(int height) throws DecodeException {
    return rules.codec().untrustedBlock(blocks.get(height - 1).bytes(), height);
  }

  private byte[] header(int height) throws DecodeException {
    return ((PlacedBlock) block(height)).header().toBytes();
  }

  private static Optional<Header> header(JsonValue block) {
    try {
      return Optional.of(StrictBlock.decode(block).header());
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  private HeaderChain after(int height) {
    try (StoredContext context = StoredContext.at(rules, store.live(), chain.path(), height)) {
      return headers.after(context);
    }
  }

  @Test
  void theStateHasTheHeaderOfEachBlock() throws DecodeException {
    try (StateReader state = store.live().state(chain.path())) {
      for (int height = 2; height <= blocks.size(); height++) {
        assertThat(headers.header(state, height))
            .isEqualTo(header(height))
            .hasSize(headers.length());
      }
    }
  }

  @Test
  void theHeadersAfterAnyBlockLeadToTheTipAndItsWork() throws DecodeException {
    for (int from = 1; from <= blocks.size(); from++) {
      HeaderChain judged = after(from);
      assertThat(judged.height()).isEqualTo(from);
      assertThat(judged.tip()).isEqualTo(block(from).id());
      for (int height = from + 1; height <= blocks.size(); height++) {
        assertThat(judged.add(header(height))).isEqualTo(Verdict.OK);
      }
      assertThat(judged.tip()).isEqualTo(chain.tip().id());
      assertThat(judged.height()).isEqualTo(blocks.size());
      try (PathReader block = PathReader.ascending(store.live(), chain.path(), from, from)) {
        assertThat(block.next()).isTrue();
        assertThat(block.chainWork().plus(judged.added())).isEqualTo(chain.tip().chainWork());
      }
    }
  }

  @Test
  void aWrongHeaderIsRejectedForItsReasonAndAWrongBodySaysNothingOfIt() {
    JsonValue wrongs = StrictVectors.read("wrong.json");
    Set<String> rejected = new TreeSet<>();
    for (JsonValue wrong : StrictVectors.member(wrongs, "wrong").elements()) {
      JsonValue json = StrictVectors.member(wrong, "block");
      String kind = StrictVectors.text(wrong, "kind");
      Optional<Header> header = header(json);
      if (header.isEmpty() || kind.equals("merkle")) {
        continue; // not even a block; or its proof was found for other content
      }
      Verdict verdict = after(blocks.size()).add(header.get().toBytes());
      if (OF_HEADERS.contains(kind)) {
        rejected.add(kind);
        assertThat(verdict)
            .isInstanceOfSatisfying(
                Verdict.Rejected.class, why -> assertThat(why.reason().code()).isEqualTo(kind));
      } else {
        assertThat(verdict).as(kind).isEqualTo(Verdict.OK);
      }
    }
    assertThat(rejected).isEqualTo(OF_HEADERS);
  }
}

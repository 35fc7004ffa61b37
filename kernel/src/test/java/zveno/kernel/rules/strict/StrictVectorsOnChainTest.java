package zveno.kernel.rules.strict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import zveno.kernel.MemoryStore;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.Candidate;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.ImportResult;
import zveno.kernel.chain.PathReader;
import zveno.kernel.chain.StateReader;
import zveno.kernel.json.JsonValue;
import zveno.kernel.merkle.StoredMerkleTree;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.JdkSignatures;

/** The vectors through the chain, a store and candidates, as a node drives them. */
@Tag("slow")
class StrictVectorsOnChainTest {

  private final JsonValue vector = StrictVectors.read("chain.json");
  private final List<JsonValue> blocks = new ArrayList<>();
  private final List<String> hashes = new ArrayList<>();
  private MemoryStore store = new MemoryStore();
  private StrictRules rules = StrictNets.rules(BlockId.ROOT);
  private Chain chain = new Chain(rules, store, 100);

  @BeforeEach
  void begin() {
    StrictVectors.member(vector, "chain").elements().forEach(blocks::add);
    StrictVectors.member(vector, "hashes").elements().forEach(hash -> hashes.add(hash.text()));
    reopen();
  }

  /** As after a restart: nothing is known but the store and the hash of the first block. */
  private void reopen() {
    rules = StrictNets.rules(BlockId.parse(hashes.getFirst()).orElseThrow());
    chain = new Chain(rules, store, 100);
  }

  private Block block(int height) {
    return decode(rules, blocks.get(height - 1), height);
  }

  private static Block decode(RuleSet rules, JsonValue json, long height) {
    try {
      return rules.codec().untrustedBlock(json.bytes(), height);
    } catch (DecodeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private ImportResult offer(Block block) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    ImportResult result = chain.offer(block, batch);
    store.commit(batch);
    return result;
  }

  private void offerAll() {
    for (int height = 1; height <= blocks.size(); height++) {
      assertThat(offer(block(height))).isInstanceOf(ImportResult.Extended.class);
    }
  }

  private void assertRightEnd() {
    assertThat(chain.tip().id().hex()).isEqualTo(hashes.getLast());
    assertThat(chain.tip().chainWork().units())
        .isEqualTo(new BigInteger(StrictVectors.text(vector, "work")));
    try (StateReader state = store.live().state(chain.path())) {
      StrictState accounts = new StrictState(state);
      for (JsonValue.Member member : StrictVectors.member(vector, "accounts").members()) {
        assertThat(accounts.account(Address.parse(member.name()).orElseThrow()))
            .isEqualTo(
                new Account(
                    new Coins(StrictVectors.integer(member.value(), "balance")),
                    StrictVectors.integer(member.value(), "nonce")));
      }
      assertThat(accounts.awake(blocks.size())).isEqualTo(StrictVectors.integer(vector, "awake"));
    }
  }

  @Test
  void theRightChainJoinsBlockByBlock() {
    offerAll();
    assertRightEnd();
  }

  @Test
  void itGoesOnAfterARestartAtAnyBlock() {
    for (int height = 1; height <= blocks.size(); height++) {
      reopen();
      assertThat(offer(block(height))).isInstanceOf(ImportResult.Extended.class);
    }
    reopen();
    assertRightEnd();
  }

  @Test
  void itIsAdoptedAsACandidateAlsoFromTheMiddle() {
    for (int shared : new int[] {0, 1, 17}) {
      store = new MemoryStore();
      reopen();
      for (int height = 1; height <= shared; height++) {
        offer(block(height));
      }
      try (Candidate candidate = new Candidate(rules, store, store.snapshot(), chain.path())) {
        for (int height = 1; height <= blocks.size(); height++) {
          assertThat(candidate.add(block(height))).isEqualTo(Verdict.OK);
        }
        candidate.complete();
        MemoryStore.Batch batch = new MemoryStore.Batch();
        assertThat(candidate.adopt(chain, batch)).isPresent();
        store.commit(batch);
      }
      assertRightEnd();
    }
  }

  @Test
  void afterARewindItGrowsAgain() {
    offerAll();
    MemoryStore.Batch batch = new MemoryStore.Batch();
    var _ = chain.rewind(20, batch);
    store.commit(batch);
    reopen();
    for (int height = 21; height <= blocks.size(); height++) {
      offer(block(height));
    }
    assertRightEnd();
  }

  @Test
  void eachWrongBlockIsRefusedForItsReasonAndNothingIsKept() {
    offerAll();
    JsonValue wrongs = StrictVectors.read("wrong.json");
    Set<String> seen = new HashSet<>();
    for (JsonValue wrong : StrictVectors.member(wrongs, "wrong").elements()) {
      String why = StrictVectors.text(wrong, "why");
      seen.add(StrictVectors.text(wrong, "kind"));
      assertThat(refusal(StrictVectors.member(wrong, "block")).map(StrictReason::code))
          .as(why)
          .contains(StrictVectors.text(wrong, "kind"));
      assertRightEnd();
    }
    assertThat(seen).hasSize(StrictReason.values().length - 1);
    assertThat(refusal(StrictVectors.member(wrongs, "right"))).isEmpty();
  }

  /** By the chain, or already by who reads it. */
  private Optional<StrictReason> refusal(JsonValue json) {
    try {
      Block block = rules.codec().untrustedBlock(json.bytes(), blocks.size() + 1);
      try (Candidate candidate =
          new Candidate(rules, store, store.snapshot(), chain.path(), blocks.size())) {
        Verdict verdict = candidate.add(block);
        return verdict instanceof Verdict.Rejected why
            ? Optional.of((StrictReason) why.reason())
            : Optional.empty();
      }
    } catch (DecodeException e) {
      return Optional.of(((RefusedException) e.getCause()).refusal().reason());
    }
  }

  @Test
  void aChainOfAnotherNetIsRefused() {
    rules = StrictNets.rules(BlockId.parse("00".repeat(31) + "01").orElseThrow());
    chain = new Chain(rules, store, 100);
    ImportResult result = offer(block(1));
    assertThat(((ImportResult.Rejected) result).why().reason()).isEqualTo(StrictReason.GENESIS);
    assertThat(chain.tip().height()).isZero();
  }

  @Test
  void withoutTheHashOfTheFirstBlockNoChainBegins() {
    rules = new StrictRules(Optional.empty(), JdkSignatures::new);
    chain = new Chain(rules, store, 100);
    assertThat(offer(block(1))).isInstanceOf(ImportResult.Rejected.class);
    assertThatThrownBy(() -> rules.templates().genesis(Instant.EPOCH))
        .hasMessageContaining("genesis must name the file of the first block");
  }

  @Test
  void aBlockInAnotherPlaceIsRefused() {
    offer(block(1));
    assertThat(offer(decode(rules, blocks.get(1), 3)))
        .isInstanceOfSatisfying(
            ImportResult.Rejected.class,
            why -> assertThat(why.why().reason()).isEqualTo(StrictReason.INDEX));
    assertThat(offer(decode(rules, blocks.get(2), 3))).isInstanceOf(ImportResult.Orphan.class);
  }

  @Test
  void theStateProvesThatABlockStandsInTheHistory() throws RefusedException {
    offerAll();
    VectorChain pieces = new VectorChain();
    try (StateReader state = store.live().state(chain.path())) {
      StoredMerkleTree history = new StoredMerkleTree(new StrictState(state));
      for (int height = 2; height <= blocks.size(); height++) {
        assertThat(history.root(height - 1L))
            .isEqualTo(pieces.blocks.get(height - 2).reward().history());
        assertThat(history.root(height)).isEqualTo(pieces.points.get(height - 1).history().root());
      }
    }
  }

  @Test
  void whatAStoreGivesBackIsTheSameBlock() {
    offerAll();
    try (PathReader reader = PathReader.ascending(store.live(), chain.path(), 1, blocks.size())) {
      for (int height = 1; reader.next(); height++) {
        assertThat(reader.bytes()).isEqualTo(blocks.get(height - 1).bytes());
        assertThat(reader.id().hex()).isEqualTo(hashes.get(height - 1));
      }
    }
  }
}

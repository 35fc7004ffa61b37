package zveno.kernel.rules.strict;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.Work;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.work.CompactBits;

/** The chain, and the wrong blocks, that an independent program made from the rules. */
class StrictChainTest {

  private static VectorChain chain;

  @BeforeAll
  static void read() throws RefusedException {
    chain = new VectorChain();
  }

  @Test
  void theRightChainIsRight() {
    assertThat(chain.blocks).hasSize(40);
    assertThat(new String(chain.genesis.canonical(), StandardCharsets.US_ASCII))
        .isEqualTo(StrictVectors.member(chain.vector, "genesis").toString());
    int height = 1;
    for (JsonValue hash : StrictVectors.member(chain.vector, "hashes").elements()) {
      assertThat(height == 1 ? chain.genesis.id().hex() : block(height).id().hex())
          .isEqualTo(hash.text());
      height++;
    }
    assertThat(height).isEqualTo(42);
  }

  @Test
  void clockTargetAndWorkComeOut() {
    Work work = Work.NONE;
    for (StrictBlock block : chain.blocks) {
      work = work.plus(new CompactBits(block.header().bits()).work());
    }
    long genesis = chain.genesis.bits().work().units().longValueExact();

    assertThat(chain.tip().awake()).isEqualTo(StrictVectors.integer(chain.vector, "awake"));
    assertThat(chain.tip().nextBits().bits())
        .isEqualTo(StrictVectors.integer(chain.vector, "next_bits"));
    assertThat(work.plus(Work.of(genesis)).units())
        .isEqualTo(new BigInteger(StrictVectors.text(chain.vector, "work")));
  }

  @Test
  void theAccountsComeOut() {
    Map<Address, Account> expected = new HashMap<>();
    for (JsonValue.Member member : StrictVectors.member(chain.vector, "accounts").members()) {
      expected.put(
          Address.parse(member.name()).orElseThrow(),
          new Account(
              new Coins(StrictVectors.integer(member.value(), "balance")),
              StrictVectors.integer(member.value(), "nonce")));
    }
    assertThat(chain.accounts.all()).isEqualTo(expected);
  }

  @Test
  void eachWrongBlockIsRefusedForItsReason() {
    JsonValue vector = StrictVectors.read("wrong.json");
    assertThat(StrictVectors.text(vector, "after")).isEqualTo(block(41).id().hex());
    int count = 0;
    Set<StrictReason> seen = new HashSet<>();
    for (JsonValue wrong : StrictVectors.member(vector, "wrong").elements()) {
      Refusal refusal = refusal(StrictVectors.member(wrong, "block")).orElseThrow();
      assertThat(refusal.reason().code())
          .as("%s: %s", StrictVectors.text(wrong, "why"), refusal.detail())
          .isEqualTo(StrictVectors.text(wrong, "kind"));
      seen.add(refusal.reason());
      count++;
    }
    assertThat(count).isEqualTo(35);
    assertThat(seen).isEqualTo(EnumSet.complementOf(EnumSet.of(StrictReason.GENESIS)));
    assertThat(refusal(StrictVectors.member(vector, "right"))).isEmpty();
  }

  @Test
  void whatIsAssembledIsWhatWasRead() throws RefusedException {
    for (StrictBlock block : chain.blocks) {
      StrictBlock made = StrictBlock.assemble(block.header(), block.transactions(), block.reward());
      assertThat(made.json()).isEqualTo(block.json());
      assertThat(StrictBlock.parse(block.json().bytes(), chain.genesis.parameters()).id())
          .isEqualTo(block.id());
    }
  }

  @Test
  void aBlockLargerThanTheNetAllowsIsRefused() {
    Parameters p = chain.genesis.parameters();
    StrictBlock block = block(3);
    List<StrictTransaction> many = Collections.nCopies(3_000, block.transactions().getFirst());
    StrictBlock large = StrictBlock.assemble(block.header(), many, block.reward());
    assertThat(large.size()).isGreaterThan(p.blockBytes());
    assertThat(StrictChecks.alone(large, p).map(Refusal::reason)).contains(StrictReason.FORM);
  }

  @Test
  void aHeaderIsJudgedWithoutItsBody() {
    for (int height = 2; height <= 41; height++) {
      StrictBlock block = block(height);
      ChainPoint parent = chain.points.get(height - 2);
      assertThat(StrictChecks.alone(block.header())).isEmpty();
      assertThat(StrictChecks.inPlace(block.header(), parent)).isEmpty();
    }
    assertThat(StrictChecks.inPlace(block(5).header(), chain.points.getFirst()).orElseThrow())
        .matches(refusal -> refusal.reason() == StrictReason.LINK);
  }

  private static Optional<Refusal> refusal(JsonValue json) {
    try {
      return chain.check(StrictBlock.decode(json));
    } catch (RefusedException e) {
      return Optional.of(e.refusal());
    }
  }

  private static StrictBlock block(int height) {
    return chain.blocks.get(height - 2);
  }
}

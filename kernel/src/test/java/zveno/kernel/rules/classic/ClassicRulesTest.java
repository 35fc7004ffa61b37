package zveno.kernel.rules.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.mining.DecimalPuzzle;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.RejectReason;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.Verdict;

class ClassicRulesTest {

  private static final ClassicRules TUTORIAL =
      ClassicRules.open(ProofRule.CLASSIC, Difficulty.TUTORIAL);

  private static final String FIRST =
      "{\"index\":1,\"previous_hash\":1,\"proof\":100,\"timestamp\":1506280650.770839,"
          + "\"transactions\":[]}";
  private static final String FIRST_HASH =
      "c099bc76471bfdd48ae262ba832388af2b87904924730633db415994fb82bfb7";

  private static String second(String previousHash) {
    return "{\"index\":2,\"previous_hash\":\""
        + previousHash
        + "\",\"proof\":35293,\"timestamp\":1506280664.717925,\"transactions\":"
        + "[{\"amount\":1,\"recipient\":\"8bbcb347e0634905b0cac7955bae152b\",\"sender\":\"0\"}]}";
  }

  @Test
  void hashesTheBlocksThatTheTutorialPrints() throws DecodeException {
    ClassicBlock first = Blocks.block(FIRST, 1);
    assertThat(first.id().hex()).isEqualTo(FIRST_HASH);
    ClassicBlock second = Blocks.block(second(FIRST_HASH), 2);
    assertThat(second.id().hex()).startsWith("eff91a").endsWith("10f2");
    assertThat(TUTORIAL.consensus().checkContext(second, ChainContext.after(first)))
        .isEqualTo(Verdict.OK);
  }

  @Test
  void makesTheGenesisBlockOfThePythonNode() {
    Block genesis = TUTORIAL.templates().genesis(Instant.ofEpochSecond(1506280650, 770_839_000));
    assertThat(genesis.id().hex()).isEqualTo(FIRST_HASH);
    assertThat(genesis.parent()).isEqualTo(BlockId.ROOT);
    assertThat(genesis.height()).isEqualTo(1);
  }

  @Test
  void makesTheSecondBlockOfTheTutorialsListing() throws DecodeException {
    BlockTemplate template =
        TUTORIAL
            .templates()
            .template(
                ChainContext.after(Blocks.block(FIRST, 1)),
                List::of,
                "8bbcb347e0634905b0cac7955bae152b",
                () -> Instant.ofEpochSecond(1506280664, 717_925_000));
    assertThat(template.puzzle()).isEqualTo(new DecimalPuzzle("100", "", Difficulty.TUTORIAL));
    Block block = template.solvedBy(BigInteger.valueOf(35293)).block();
    assertThat(block.id()).isEqualTo(Blocks.block(second(FIRST_HASH), 2).id());
    assertThat(block.height()).isEqualTo(2);
  }

  @Test
  void refusesABrokenLinkAndAWrongProof() throws DecodeException {
    ChainContext place = ChainContext.after(Blocks.block(FIRST, 1));
    assertThat(refusal(TUTORIAL, Blocks.block(second("0".repeat(64)), 2), place))
        .isEqualTo(ClassicReason.LINK);
    String wrongProof = second(FIRST_HASH).replace("35293", "35294");
    assertThat(refusal(TUTORIAL, Blocks.block(wrongProof, 2), place))
        .isEqualTo(ClassicReason.PROOF);
  }

  private static RejectReason refusal(RuleSet rules, Block block, ChainContext place) {
    Verdict verdict = rules.consensus().checkContext(block, place);
    assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
    return ((Verdict.Rejected) verdict).reason();
  }

  @Test
  void theTwoRuleSetsRefuseEachOthersBlocks() {
    Difficulty two = new Difficulty(2);
    ClassicRules classic = ClassicRules.open(ProofRule.CLASSIC, two);
    ClassicRules upstream = ClassicRules.open(ProofRule.UPSTREAM, two);
    Block genesis = Blocks.genesis(upstream, 7);
    assertThat(new String(genesis.encoded(), StandardCharsets.US_ASCII))
        .contains("\"previous_hash\": \"1\"");
    Block byUpstream = Blocks.on(upstream, genesis, "ann", 8);
    Block byClassic = Blocks.on(classic, genesis, "ann", 8);
    ChainContext place = ChainContext.after(genesis);
    assertThat(upstream.consensus().checkContext(byUpstream, place)).isEqualTo(Verdict.OK);
    assertThat(classic.consensus().checkContext(byClassic, place)).isEqualTo(Verdict.OK);
    assertThat(refusal(upstream, byClassic, place)).isEqualTo(ClassicReason.PROOF);
    assertThat(refusal(classic, byUpstream, place)).isEqualTo(ClassicReason.PROOF);
  }

  @Test
  void aPrivateNetTakesNoOtherBeginning() {
    Block ours = Blocks.genesis(Blocks.EASY, 1);
    ClassicRules net = ClassicRules.beginningWith(ours.id(), ProofRule.CLASSIC, new Difficulty(1));
    assertThat(net.consensus().checkContext(ours, ChainContext.GENESIS)).isEqualTo(Verdict.OK);
    assertThat(refusal(net, Blocks.genesis(Blocks.EASY, 2), ChainContext.GENESIS))
        .isEqualTo(ClassicReason.GENESIS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"index\":-7,\"previous_hash\":1.5,\"proof\":-3,\"timestamp\":7,\"transactions\":[]}",
        "{\"index\":1,\"previous_hash\":\"any text\",\"proof\":100,\"timestamp\":NaN,"
            + "\"transactions\":[{}]}",
        "{\"index\":1,\"previous_hash\":1,\"proof\":99999999999999999999999,\"timestamp\":1e99,"
            + "\"transactions\":[{\"memo\":[1]}],\"extra\":{\"a\":null}}"
      })
  void takesWhatThePythonNodesTake(String genesis) throws DecodeException {
    assertThat(TUTORIAL.consensus().checkContext(Blocks.block(genesis, 1), ChainContext.GENESIS))
        .isEqualTo(Verdict.OK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "[]; a block must be an object, not a list",
        "{\"proof\":100}; must have the field index",
        "{\"index\":1.0,\"previous_hash\":1,\"proof\":1,\"timestamp\":1,\"transactions\":[]};"
            + "index must be an integer, not a float",
        "{\"index\":1,\"previous_hash\":null,\"proof\":1,\"timestamp\":1,\"transactions\":[]};"
            + "previous_hash must be a number or a string, not null",
        "{\"index\":1,\"previous_hash\":1,\"proof\":true,\"timestamp\":1,\"transactions\":[]};"
            + "proof must be an integer, not true or false",
        "{\"index\":1,\"previous_hash\":1,\"proof\":1,\"timestamp\":\"1\",\"transactions\":[]};"
            + "timestamp must be a number, not a string",
        "{\"index\":1,\"previous_hash\":1,\"proof\":1,\"timestamp\":1,\"transactions\":{}};"
            + "transactions must be a list, not an object",
        "{\"index\":1,\"previous_hash\":1,\"proof\":1,\"timestamp\":1,\"transactions\":[1]};"
            + "each of transactions must be an object, not an integer"
      })
  void refusesFieldsOfTypesThatNoHonestNodeProduces(String json, String why) {
    assertThatThrownBy(() -> Blocks.block(json, 1))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining(why.trim());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"00\"", "\"C099bc\""})
  void aLaterBlockMustCarryAHash(String previousHash) {
    String json =
        "{\"index\":2,\"previous_hash\":"
            + previousHash
            + ",\"proof\":1,\"timestamp\":1,\"transactions\":[]}";
    assertThatThrownBy(() -> Blocks.block(json, 2)).isInstanceOf(DecodeException.class);
  }

  @Test
  void theRewardIsTheLastTransactionFromZeroAndOfOne() {
    Transaction forged = Blocks.pay("0", "me", 1_000_000);
    Transaction likeAReward = Blocks.pay("0", "me", 1);
    Block genesis = Blocks.genesis(Blocks.EASY, 1);
    Block block = Blocks.on(Blocks.EASY, genesis, "ann", 2, likeAReward, forged);
    assertThat(block.transactions()).hasSize(3);
    assertThat(block.transactions().getLast()).isEqualTo(Blocks.pay("0", "ann", 1));
    assertThat(ClassicRules.userTransactions(block)).containsExactly(likeAReward, forged);
  }

  @Test
  void anAmountOfOnePointZeroIsNoReward() throws DecodeException {
    String json =
        "{\"index\":1,\"previous_hash\":1,\"proof\":1,\"timestamp\":1,\"transactions\":"
            + "[{\"sender\":\"0\",\"recipient\":\"a\",\"amount\":1.0}]}";
    assertThat(ClassicRules.userTransactions(Blocks.block(json, 1))).hasSize(1);
  }

  @Test
  void givesTheAddressesOfATransactionOnce() {
    assertThat(TUTORIAL.codec().addresses(Blocks.pay("ann", "bob", 1)))
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
        .containsExactly("\"ann\"", "\"bob\"");
    assertThat(TUTORIAL.codec().addresses(Blocks.pay("ann", "ann", 1))).hasSize(1);
    assertThat(TUTORIAL.codec().addresses(Blocks.transaction("{\"memo\":1}"))).isEmpty();
  }
}

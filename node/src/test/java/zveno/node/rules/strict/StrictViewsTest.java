package zveno.node.rules.strict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.RejectReason;
import zveno.kernel.rules.strict.StrictReason;
import zveno.kernel.rules.strict.StrictRules;
import zveno.kernel.rules.strict.StrictVectors;
import zveno.kernel.rules.strict.keys.JdkSignatures;
import zveno.node.rules.Posted;
import zveno.node.rules.RuleViews;
import zveno.node.rules.RuleViewsProvider;

/** How strict blocks and transactions are shown, and posted. */
class StrictViewsTest {

  private static final Optional<RejectReason> FORM = Optional.of(StrictReason.FORM);

  private final List<JsonValue> chain = new ArrayList<>();
  private final StrictRules rules;
  private final RuleViews views;

  StrictViewsTest() {
    JsonValue vector = StrictVectors.read("chain.json");
    StrictVectors.member(vector, "chain").elements().forEach(chain::add);
    String genesis = StrictVectors.member(vector, "hashes").elements().iterator().next().text();
    JdkSignatures jdk = new JdkSignatures();
    rules = new StrictRules(BlockId.parse(genesis), () -> jdk);
    views = RuleViewsProvider.viewsOf(rules);
  }

  private Block block(int height) throws DecodeException {
    return rules.codec().block(chain.get(height - 1).bytes(), height);
  }

  /** A signed transaction of the chain, and the block that has it. */
  private Block withTransactions() throws DecodeException {
    int height = 2;
    while (block(height).transactionCount() < 2) {
      height++;
    }
    return block(height);
  }

  @Test
  void blocksAreShownAsTheyAre() throws DecodeException {
    Block block = block(5);
    assertThat(views).isInstanceOf(StrictViews.class);
    assertThat(views.block(block)).isEqualTo(chain.get(4).bytes());
    assertThat(new String(views.timestamp(block), StandardCharsets.US_ASCII))
        .isEqualTo(StrictVectors.member(chain.get(4), "timestamp").toString());
    assertThat(views.mined(block).keySet())
        .containsExactly("index", "message", "previous_hash", "proof", "transactions");

    assertThat(header(block).members())
        .extracting(JsonValue.Member::name)
        .containsExactly("bits", "index", "merkle_root", "proof", "timestamp", "version");
    assertThat(header(block(1)).members())
        .extracting(JsonValue.Member::name)
        .containsExactly("bits", "index", "parameters", "proof", "timestamp", "version");
  }

  private JsonValue header(Block block) {
    JsonWriter json = new JsonWriter().beginObject();
    views.header(block, json);
    return JsonValue.ofCanonical(json.endObject().toBytes());
  }

  @Test
  void aSignedTransactionIsTakenInAnyOrderOfItsMembers() throws DecodeException {
    Transaction sent = withTransactions().transactions().getFirst();
    JsonValue json = JsonValue.ofCanonical(sent.encoded());
    List<String> members = new ArrayList<>();
    json.members()
        .forEach(member -> members.addFirst("\"" + member.name() + "\":" + member.value()));
    String turned = "{\n" + String.join(",", members) + "}";

    assertThat(posted(turned)).isEqualTo(new Posted.Good(sent));
    assertThat(views.postedMembers()).containsAll(names(json));
  }

  @Test
  void whatIsWrongIsSaidInWords() throws DecodeException {
    String sent =
        new String(
            withTransactions().transactions().getFirst().encoded(), StandardCharsets.US_ASCII);
    for (String name :
        List.of("amount", "expires", "fee", "nonce", "recipient", "sender", "signature")) {
      assertThat(posted(sent.replace("\"" + name + "\"", "\"nothing\"")))
          .isEqualTo(new Posted.MissingValues("a transaction needs " + name, FORM));
    }
    assertThat(posted("{\"amount\": 1}"))
        .isEqualTo(
            new Posted.MissingValues(
                "a transaction needs expires, fee, nonce, recipient, sender and signature", FORM));
    assertThat(posted("")).isEqualTo(new Posted.Bad("the body is empty; send a JSON object", FORM));
    assertThat(bad("[]")).startsWith("a transaction must be an object with amount, ");
    assertThat(bad("{")).startsWith("the body cannot be read: ");

    assertThat(bad(sent.replaceFirst("\"nonce\": \\d+", "\"nonce\": 77")))
        .startsWith("the signature is not of zv1");
    assertThat(bad(sent.replaceFirst("\"nonce\": \\d+", "\"nonce\": -1")))
        .startsWith("nonce must be an integer from 0 to 9007199254740991");
    assertThat(bad(sent.replaceFirst("\\{", "{\"tip\": 1, ")))
        .isEqualTo("a transaction has no member \"tip\"");
    assertThat(bad(sent.replaceFirst("\\{", "{\"amount\": 1, "))).contains("amount");
    String at = "\"recipient\": \"";
    int twentieth = sent.indexOf(at) + at.length() + 19;
    char other = sent.charAt(twentieth) == 'q' ? 'p' : 'q';
    assertThat(bad(sent.substring(0, twentieth) + other + sent.substring(twentieth + 1)))
        .isEqualTo("recipient: character 20 of the address does not fit the checksum");
  }

  @Test
  void addressesAreReadAndNamed() throws DecodeException {
    Block block = withTransactions();
    Transaction sent = block.transactions().getFirst();
    JsonValue json = JsonValue.ofCanonical(sent.encoded());
    String sender = StrictVectors.text(json, "sender");

    assertThat(views.addresses(sent).getFirst().text()).contains(sender);
    assertThat(views.addresses(sent).stream().map(each -> List.of(boxed(each.encoded()))))
        .containsExactlyElementsOf(
            rules.codec().addresses(sent).stream().map(each -> List.of(boxed(each))).toList());
    assertThat(views.isSentBy(views.address(sender), sent)).isTrue();
    Transaction reward = block.transactions().getLast();
    assertThat(views.isSentBy(views.address(sender), reward)).isFalse();
    assertThat(views.addresses(reward)).hasSize(1);
    assertThatThrownBy(() -> views.address(sender.substring(1)))
        .isInstanceOf(DecodeException.class)
        .hasMessage("an address has 62 characters, not 61");
    assertThatThrownBy(() -> views.address(JsonValue.ofCanonical(new byte[] {'1'})))
        .isInstanceOf(DecodeException.class);
  }

  private static String boxed(byte[] bytes) {
    return zveno.kernel.bytes.Hex.of(bytes);
  }

  private static List<String> names(JsonValue object) {
    List<String> names = new ArrayList<>();
    object.members().forEach(member -> names.add(member.name()));
    return names;
  }

  private Posted posted(String body) {
    return views.posted(
        body.getBytes(StandardCharsets.US_ASCII), JsonLimits.defaults(), json -> Optional.empty());
  }

  private String bad(String body) {
    return ((Posted.Bad) posted(body)).why();
  }
}

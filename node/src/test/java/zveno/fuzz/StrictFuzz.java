package zveno.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonReader;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.HeaderChain;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.Receipt;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictRules;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.work.Header;
import zveno.node.rules.strict.FileRecord;
import zveno.node.rules.strict.NodesWord;
import zveno.node.rules.strict.ReceiptReport;

/**
 * What the strict rules read is refused in one line, or means what its canonical form means. The
 * first byte of an input says what the others are.
 */
class StrictFuzz {

  private static final Genesis GENESIS = StrictNets.genesis(50, 0, 2, Map.of());
  private static final StrictRules RULES =
      new StrictRules(Optional.of(GENESIS.id()), () -> (_, _, _, _) -> true);

  @FuzzTest
  void meansOneThingOrIsRefused(byte[] input) throws DecodeException {
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    switch (input[0]) {
      case 'a' -> address(new String(rest, StandardCharsets.UTF_8));
      case 'b' -> block(rest);
      case 'f' -> fileRecord(new String(rest, StandardCharsets.UTF_8));
      case 'g' -> genesis(rest);
      case 'h' -> header(rest);
      case 'r' -> receipt(rest);
      case 't' -> transaction(rest);
      default -> {}
    }
  }

  private static void address(String text) {
    switch (Address.read(text)) {
      case Address.Reading.Valid(Address address) -> {
        assertThat(address.text()).isEqualTo(text);
        byte[] bytes = new byte[Address.LENGTH];
        address.copyTo(bytes, 0);
        assertThat(Address.copiedFrom(bytes, 0)).isEqualTo(address);
      }
      case Address.Reading.Invalid invalid -> assertOneLine(invalid.reason());
    }
  }

  private static void block(byte[] bytes) throws DecodeException {
    Block block;
    try {
      block = RULES.codec().untrustedBlock(bytes, 2);
    } catch (DecodeException e) {
      assertOneLine(String.valueOf(e.getMessage()));
      return;
    }
    assertThat(block.encoded()).isEqualTo(JsonReader.canonicalize(bytes, JsonLimits.defaults()));
    assertThat(block.transactions()).hasSize(block.transactionCount());
    for (Transaction transaction : block.transactions()) {
      assertThat(RULES.codec().addresses(transaction)).isNotEmpty();
    }
    Verdict verdict = RULES.consensus().checkContext(block, after());
    if (verdict instanceof Verdict.Rejected why) {
      assertOneLine(why.detail());
    }
  }

  private static void genesis(byte[] bytes) {
    try {
      Genesis genesis = Genesis.parse(bytes);
      assertThat(Genesis.parse(genesis.canonical())).isEqualTo(genesis);
    } catch (RefusedException e) {
      assertOneLine(String.valueOf(e.getMessage()));
    }
  }

  private static void fileRecord(String data) {
    FileRecord.read(data)
        .ifPresent(record -> assertThat(FileRecord.read(record.data())).contains(record));
  }

  private static void receipt(byte[] bytes) throws DecodeException {
    Receipt receipt;
    try {
      receipt = Receipt.parse(bytes);
    } catch (RefusedException e) {
      assertOneLine(String.valueOf(e.getMessage()));
      return;
    }
    assertThat(receipt.canonical())
        .isEqualTo(JsonReader.canonicalize(bytes, JsonLimits.defaults()));
    BlockId held =
        receipt.anchor().map(Receipt.Anchor::header).orElse(receipt.block().header()).id();
    ReceiptReport report =
        ReceiptReport.of(
            receipt,
            (_, _, _, _) -> true,
            Optional.of(held),
            Optional.of(new NodesWord("this node", 1)));
    report.words().forEach(StrictFuzz::assertOneLine);
    assertThat(report.levels()).isIn(List.of(), List.of(Receipt.Level.values()));
  }

  private static void header(byte[] bytes) throws DecodeException {
    HeaderChain chain = RULES.headers().orElseThrow().after(after());
    byte[] header = Arrays.copyOf(bytes, Header.LENGTH);
    assertThat(Header.copiedFrom(header, 0).toBytes()).isEqualTo(header);
    if (chain.add(header) instanceof Verdict.Rejected why) {
      assertOneLine(why.detail());
    } else {
      assertThat(chain.height()).isEqualTo(2);
    }
  }

  private static ChainContext after() throws DecodeException {
    return ChainContext.after(RULES.codec().block(GENESIS.canonical(), 1));
  }

  private static void transaction(byte[] bytes) {
    try {
      Transaction transaction = RULES.codec().relayed(bytes);
      assertThat(RULES.codec().transaction(transaction.encoded(), 0)).isEqualTo(transaction);
      assertThat(transaction.encoded())
          .isEqualTo(JsonReader.canonicalize(bytes, JsonLimits.defaults()));
    } catch (DecodeException e) {
      assertOneLine(String.valueOf(e.getMessage()));
    }
  }

  private static void assertOneLine(String message) {
    assertThat(message).isNotBlank().doesNotContain("\n", "\r", "\u001b", "\u2028");
  }
}

package zveno.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static zveno.kernel.json.Json.canonical;

import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zveno.kernel.bytes.DecodeException;

/**
 * Documents made to take long. Each takes a fraction of a second when the work grows as it should,
 * and far more than the time allowed when it grows with the square.
 */
@Tag("slow")
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class HostileJsonTest {

  @Test
  void manyNamesInFallingOrder() throws DecodeException {
    StringBuilder document = new StringBuilder("{");
    for (int i = 400_000; i > 0; i--) {
      document.append("\"%07d\":%d,".formatted(i, i));
    }
    String sorted = canonical(document.append("\"0000000\":0}").toString());
    assertThat(sorted)
        .startsWith("{\"0000000\": 0, \"0000001\": 1, ")
        .endsWith("\"0400000\": 400000}");
  }

  @Test
  void oneNameManyTimes() throws DecodeException {
    StringBuilder document = new StringBuilder("{");
    for (int i = 0; i < 1_000_000; i++) {
      document.append("\"a\":").append(i).append(',');
    }
    assertThat(canonical(document.append("\"a\":[]}").toString())).isEqualTo("{\"a\": []}");
  }

  @Test
  void namesWhoseHashCodesCollide() throws DecodeException {
    StringBuilder document = new StringBuilder("{");
    for (int i = 0; i < 1 << 16; i++) {
      document.append('"');
      for (int bit = 0; bit < 16; bit++) {
        document.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      document.append("\":0,");
    }
    assertThat(canonical(document.append("\"\":1}").toString())).startsWith("{\"\": 1, \"AaAa");
  }

  @Test
  void longNamesThatDifferAtTheEnd() throws DecodeException {
    String prefix = "\\u00e9".repeat(500);
    StringBuilder document = new StringBuilder("{");
    for (int i = 4000; i > 0; i--) {
      document.append("\"%s%04d\":0,".formatted(prefix, i));
    }
    assertThat(canonical(document.append("\"\":0}").toString())).hasSizeGreaterThan(12_000_000);
  }

  @Test
  void deepObjectsOutOfOrderAroundALargeLeaf() throws DecodeException {
    int depth = 899;
    String name = "n".repeat(2000);
    String leaf = "\"" + "x".repeat(10_000_000) + "\"";
    String document =
        ("{\"z" + name + "\":0,\"a" + name + "\":").repeat(depth) + leaf + "}".repeat(depth);
    String expected =
        ("{\"a" + name + "\": ").repeat(depth) + leaf + (", \"z" + name + "\": 0}").repeat(depth);
    assertThat(canonical(document).equals(expected)).isTrue();
  }

  @Test
  void manySmallObjectsOutOfOrderInsideOneOutOfOrder() throws DecodeException {
    String small = "{\"b\":0,\"a\":0}";
    String document = "{\"b\":[" + (small + ",").repeat(400_000) + small + "],\"a\":" + small + "}";
    assertThat(canonical(document))
        .startsWith("{\"a\": {\"a\": 0, \"b\": 0}, \"b\": [{\"a\": 0, \"b\": 0}, {");
  }

  @Test
  void replacedMembersOnEveryLevel() throws DecodeException {
    String document = "{\"a\":[0],\"a\":".repeat(800) + "1" + "}".repeat(800);
    assertThat(canonical(document)).isEqualTo("{\"a\": ".repeat(800) + "1" + "}".repeat(800));
  }

  @Test
  void floatsThatAreHardToRound() throws DecodeException {
    BigDecimal half = new BigDecimal(Double.MIN_VALUE).divide(BigDecimal.TWO);
    String even = half.toString(); // 751 digits
    String above = even.replace("E", "1E");
    assertThat(canonical("[" + even + "," + above + "]")).isEqualTo("[0.0, 5e-324]");
    assertThat(canonical("[" + (above + ",").repeat(2000) + "0]")).startsWith("[5e-324, 5e-324");
  }
}

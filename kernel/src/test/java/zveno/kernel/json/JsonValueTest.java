package zveno.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static zveno.kernel.json.Json.bytes;
import static zveno.kernel.json.Json.text;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.DecodeException;

class JsonValueTest {

  private static JsonValue value(String document) throws DecodeException {
    return JsonValue.parse(bytes(document), JsonLimits.defaults());
  }

  @Test
  void findsMembersByName() throws DecodeException {
    JsonValue block =
        value("{\"a\":{\"b\":[1,{\"}\":2}]},\"\\\"\":\"\\\\\",\"\ud83d\ude00\":true,\"ab\":null}");
    assertThat(block.member("a").orElseThrow()).hasToString("{\"b\": [1, {\"}\": 2}]}");
    assertThat(block.member("ab").orElseThrow().kind()).isEqualTo(JsonKind.NULL);
    assertThat(block.member("\"").orElseThrow().text()).isEqualTo("\\");
    assertThat(block.member("\ud83d\ude00").orElseThrow().bool()).isTrue();
    assertThat(block.member("b")).isEmpty();
    assertThat(block.member("")).isEmpty();
    assertThat(block.member("abc")).isEmpty();
    assertThat(value("[]").member("a")).as("of an array").isEmpty();
  }

  @Test
  void listsMembersAndElements() throws DecodeException {
    JsonValue object = value("{\"b\":[1,[2,3],\"]\"],\"a\":{}}");
    assertThat(object.members())
        .containsExactly(
            new JsonValue.Member("a", value("{}")),
            new JsonValue.Member("b", value("[1,[2,3],\"]\"]")));
    assertThat(object.member("b").orElseThrow().elements())
        .containsExactly(value("1"), value("[2,3]"), value("\"]\""));
    assertThat(value("[]").elements()).isEmpty();
    assertThat(value("{}").members()).isEmpty();
    Iterator<JsonValue> none = value("[]").elements().iterator();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(none::next);
  }

  @Test
  void unpacksScalars() throws DecodeException {
    assertThat(value("\"\\u00e9\\ud800\\n\ud83d\ude00/\"").text())
        .isEqualTo("\u00e9\ud800\n\ud83d\ude00/");
    assertThat(value("-12").integer()).isEqualTo(-12);
    assertThat(value("-123456789012345678").integer()).isEqualTo(-123456789012345678L);
    assertThat(value("1" + "0".repeat(100)).integer()).isEqualTo(BigInteger.TEN.pow(100));
    assertThat(value("1e400").number()).isInfinite();
    assertThat(value("NaN").number()).isNaN();
    assertThat(value("-0.0").number()).isEqualTo(-0.0);
    assertThat(value("7").number()).isEqualTo(7.0);
    assertThat(value("false").bool()).isFalse();
  }

  @Test
  void refusesToBeTakenForAnotherKind() throws DecodeException {
    assertThatIllegalStateException().isThrownBy(value("1.0")::integer);
    assertThatIllegalStateException().isThrownBy(value("\"1\"")::number);
    assertThatIllegalStateException().isThrownBy(value("1")::text);
    assertThatIllegalStateException().isThrownBy(value("null")::bool);
    assertThatIllegalStateException().isThrownBy(value("{}")::elements);
    assertThatIllegalStateException().isThrownBy(value("[]")::members);
  }

  @Test
  void isEqualWhenItsCanonicalBytesAre() throws Exception {
    JsonValue inside = value("[{\"b\":1.50,\"a\":NaN}]").elements().iterator().next();
    JsonValue alone = value(" { \"a\" : NaN , \"b\" : 1.5 } ");
    assertThat(inside).isEqualTo(alone).hasSameHashCodeAs(alone).isEqualByComparingTo(alone);
    assertThat(value("1")).isNotEqualTo(value("1.0"));
    assertThat(inside.bytes()).isEqualTo(bytes("{\"a\": NaN, \"b\": 1.5}")).hasSize(inside.size());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    inside.writeTo(out);
    assertThat(out.toByteArray()).isEqualTo(inside.bytes());
  }

  @Test
  void takenApartAndWrittenAnewItIsTheSame() throws DecodeException {
    long seed = 1618;
    System.out.println("JsonValueTest: seed " + seed);
    RandomJson documents = new RandomJson(new SplittableRandom(seed));
    int valid = 0;
    for (int i = 0; i < 5000; i++) {
      byte[] canonical;
      try {
        canonical = JsonReader.canonicalize(documents.document(), JsonLimits.defaults());
      } catch (DecodeException _) {
        continue;
      }
      valid++;
      JsonWriter writer = new JsonWriter();
      Rewriting.copy(JsonValue.ofCanonical(canonical), writer);
      assertThat(text(writer.toBytes())).isEqualTo(text(canonical));
      assertThat(JsonReader.canonicalize(canonical, JsonLimits.defaults())).isEqualTo(canonical);
    }
    assertThat(valid).isGreaterThan(1000);
  }

  @Test
  void elementsCanBeWalkedTwice() throws DecodeException {
    Iterable<JsonValue> elements = value("[1,2]").elements();
    for (int i = 0; i < 2; i++) {
      List<String> texts =
          StreamSupport.stream(elements.spliterator(), false).map(JsonValue::toString).toList();
      assertThat(texts).containsExactly("1", "2");
    }
  }
}

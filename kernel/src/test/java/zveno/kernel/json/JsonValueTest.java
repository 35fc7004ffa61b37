package zveno.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;
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
import zveno.kernel.bytes.Hash;

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
        .extracting(JsonValue.Member::name, JsonValue.Member::value)
        .containsExactly(tuple("a", value("{}")), tuple("b", value("[1,[2,3],\"]\"]")));
    JsonValue.Member first = object.members().iterator().next();
    assertThat(first.isNamed("a")).isTrue();
    assertThat(first.isNamed("b")).isFalse();
    assertThat(first.isNamed("")).isFalse();
    assertThat(first.isNamed("aa")).isFalse();
    assertThat(object.member("b").orElseThrow().elements())
        .containsExactly(value("1"), value("[2,3]"), value("\"]\""));
    assertThat(value("[]").elements()).isEmpty();
    assertThat(value("{}").members()).isEmpty();
    Iterator<JsonValue> none = value("[]").elements().iterator();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(none::next);
  }

  /** Strings are passed over eight bytes at a time: their ends must be found at any distance. */
  @Test
  void findsTheEndOfStringsOfAnyLength() throws DecodeException {
    for (int length = 0; length < 40; length++) {
      for (String special : List.of("", "\\\"", "\\\\", "\\u0001", "]", "}")) {
        for (int at = 0; at <= length; at++) {
          String string = "\"" + "x".repeat(at) + special + "x".repeat(length - at) + "\"";
          JsonValue object = value("{\"a\":" + string + ",\"b\":[" + string + "],\"c\":7}");
          assertThat(object.member("a")).as(string).contains(value(string));
          assertThat(object.member("b").orElseThrow().elements()).containsExactly(value(string));
          assertThat(object.member("c")).as(string).contains(value("7"));
        }
      }
    }
  }

  @Test
  void readsHashesAndSaysHowItIsWritten() throws DecodeException {
    String hex = "0123456789abcdef".repeat(4);
    assertThat(value("\"" + hex + "\"").hash()).map(Hash::hex).contains(hex);
    assertThat(value("\"" + hex.substring(1) + "\"").hash()).isEmpty();
    assertThat(value("\"" + hex + "0\"").hash()).isEmpty();
    assertThat(value("\"" + hex.replace('a', 'A') + "\"").hash()).isEmpty();
    assertThat(value("\"" + hex.replace('a', 'g') + "\"").hash()).isEmpty();
    assertThatIllegalStateException().isThrownBy(value("7")::hash);
    assertThat(value("[1]").sha256()).isEqualTo(Hash.of(value("[1]").bytes()));
    JsonValue inside = value("[[1], 23]").elements().iterator().next();
    assertThat(inside.sha256()).isEqualTo(Hash.of(value("[1]").bytes()));
    assertThat(inside.isWritten("[1]")).isTrue();
    assertThat(inside.isWritten("[2]")).isFalse();
    assertThat(inside.isWritten("[1")).isFalse();
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
    int many = Boolean.getBoolean("zveno.long") ? 5_000 : 2_000;
    int valid = 0;
    for (int i = 0; i < many; i++) {
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
    assertThat(valid).isGreaterThan(many / 5);
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

package zveno.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static zveno.kernel.json.Json.bytes;
import static zveno.kernel.json.Json.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.bytes.DecodeException;

class JsonReaderTest {

  private static final JsonLimits LIMITS = JsonLimits.defaults();

  private static JsonReader reader(String document) {
    return new JsonReader(bytes(document), LIMITS);
  }

  @Test
  void walksIntoContainersAndTakesTheValuesInside() throws Exception {
    JsonReader reader =
        reader(" {\"length\":2, \"other\":[{}], \"chain\": [ {\"b\":1,\"a\":2} , 3 ] } ");
    List<String> seen = new ArrayList<>();
    reader.beginObject();
    while (reader.nextName()) {
      switch (reader.name()) {
        case "chain" -> {
          reader.beginArray();
          while (reader.hasNext()) {
            seen.add(JsonValue.read(reader).toString());
          }
          reader.endArray();
        }
        case "length" -> seen.add(text(reader.canonical()));
        default -> reader.skip();
      }
    }
    reader.endObject();
    reader.end();
    assertThat(seen).containsExactly("2", "{\"a\": 2, \"b\": 1}", "3");
  }

  @Test
  void tellsTheKindOfTheNextValueAndLeavesItThere() throws Exception {
    JsonReader reader = reader("[{},[],\"\",-1,1.0,1e5,NaN,-Infinity,true,null]");
    assertThat(reader.kind()).isEqualTo(JsonKind.ARRAY);
    reader.beginArray();
    List<JsonKind> kinds = new ArrayList<>();
    List<String> values = new ArrayList<>();
    while (reader.hasNext()) {
      kinds.add(reader.kind());
      assertThat(reader.kind()).isEqualTo(kinds.getLast());
      assertThat(reader.hasNext()).isTrue();
      JsonValue value = JsonValue.read(reader);
      assertThat(value.kind()).isEqualTo(kinds.getLast());
      values.add(value.toString());
    }
    reader.endArray();
    reader.end();
    assertThat(kinds)
        .containsExactly(
            JsonKind.OBJECT,
            JsonKind.ARRAY,
            JsonKind.STRING,
            JsonKind.INTEGER,
            JsonKind.FLOAT,
            JsonKind.FLOAT,
            JsonKind.FLOAT,
            JsonKind.FLOAT,
            JsonKind.BOOLEAN,
            JsonKind.NULL);
    assertThat(values)
        .containsExactly(
            "{}", "[]", "\"\"", "-1", "1.0", "100000.0", "NaN", "-Infinity", "true", "null");
  }

  @Test
  void aNumberWhoseKindIsKnownCanBeSkipped() throws Exception {
    JsonReader reader = reader("[12, 3]");
    reader.beginArray();
    assertThat(reader.kind()).isEqualTo(JsonKind.INTEGER);
    reader.skip();
    assertThat(reader.kind()).isEqualTo(JsonKind.INTEGER);
    assertThat(text(reader.canonical())).isEqualTo("3");
    reader.endArray();
    reader.end();
  }

  @Test
  void skippingChecksAsReadingDoes() throws Exception {
    JsonReader reader = reader("[{\"a\":[1,{\"\\u00e9\":\"\\n\u00e9\"},1.5e3]},{\"a\":01}]");
    reader.beginArray();
    reader.skip();
    assertThatExceptionOfType(DecodeException.class)
        .isThrownBy(reader::skip)
        .withMessageContaining("expected ',' or '}' but found '1', at byte 41");
  }

  @Test
  void skippingRefusesWhatReadingRefusesAndWhere() throws Exception {
    long seed = 1123;
    System.out.println("JsonReaderTest: seed " + seed);
    RandomJson documents = new RandomJson(new SplittableRandom(seed));
    int many = Boolean.getBoolean("zveno.long") ? 20_000 : 2_000;
    for (int i = 0; i < many; i++) {
      byte[] document = documents.document();
      String read = outcome(new JsonReader(document, LIMITS));
      String skipped = "";
      try {
        JsonReader reader = new JsonReader(document, LIMITS);
        reader.skip();
        reader.end();
      } catch (DecodeException e) {
        skipped = String.valueOf(e.getMessage());
      }
      if (skipped.isEmpty()) {
        JsonValue.parse(bytes(read), LIMITS);
      } else {
        assertThat(skipped).as("document %d", i).isEqualTo(read);
      }
    }
  }

  @Test
  void showsMembersAsTheyCome() throws Exception {
    JsonReader reader = reader("{\"b\":1,\"a\":2,\"b\":3,\"\\ud83d\\ude00\\ud800\":4}");
    List<String> names = new ArrayList<>();
    reader.beginObject();
    while (reader.nextName()) {
      names.add(reader.name());
      reader.skip();
    }
    reader.endObject();
    assertThat(names).containsExactly("b", "a", "b", "\ud83d\ude00\ud800");
  }

  @Test
  void saysWhatItFoundInsteadOfWhatWasAskedFor() {
    assertRefusedWhen("[1]", JsonReader::beginObject, "expected an object but found '['");
    assertRefusedWhen("5", JsonReader::beginArray, "expected an array but found '5'");
    assertRefusedWhen(
        "5",
        reader -> {
          reader.kind();
          reader.beginArray();
        },
        "expected an array but found a number");
    assertRefusedWhen(
        "[1,2]",
        reader -> {
          reader.beginArray();
          reader.skip();
          reader.endArray();
        },
        "expected ']' but found ','");
    assertRefusedWhen(
        "[1]",
        reader -> {
          reader.beginArray();
          reader.skip();
          reader.skip();
        },
        "expected an element but found ']'");
    assertRefusedWhen(
        "[1,]",
        reader -> {
          reader.beginArray();
          reader.skip();
          assertThat(reader.hasNext()).isTrue();
          reader.kind();
        },
        "expected a value but found ']'");
    assertRefusedWhen(
        "{} x",
        reader -> {
          reader.skip();
          reader.end();
        },
        "expected nothing more but found 'x', at byte 3");
  }

  @Test
  void refusesToBeAskedOutOfTurn() throws Exception {
    assertThatIllegalStateException().isThrownBy(() -> reader("{}").nextName());
    assertThatIllegalStateException().isThrownBy(() -> reader("[]").hasNext());
    assertThatIllegalStateException().isThrownBy(() -> reader("1").end());
    assertThatIllegalStateException().isThrownBy(() -> reader("1").name());
    JsonReader object = reader("{\"a\":1}");
    object.beginObject();
    assertThatIllegalStateException().isThrownBy(object::skip);
    assertThatIllegalStateException().isThrownBy(object::endArray);
    assertThat(object.nextName()).isTrue();
    assertThatIllegalStateException().isThrownBy(object::nextName);
    assertThatIllegalStateException().isThrownBy(object::endObject);
    JsonReader array = reader("[1]");
    array.beginArray();
    assertThat(array.hasNext()).isTrue();
    assertThatIllegalStateException().isThrownBy(array::endArray);
    JsonReader twice = reader("1 2");
    twice.skip();
    assertThatIllegalStateException().isThrownBy(twice::skip);
  }

  @Test
  void readsAPartOfAnArray() throws Exception {
    byte[] bytes = bytes("xx[1, 2]]");
    JsonReader reader = new JsonReader(bytes, 2, 8, LIMITS);
    assertThat(text(reader.canonical())).isEqualTo("[1, 2]");
    reader.end();
    assertThatExceptionOfType(DecodeException.class)
        .isThrownBy(new JsonReader(bytes, 3, 8, LIMITS)::beginArray)
        .withMessageContaining("at byte 0");
    JsonReader cut = new JsonReader(bytes, 2, 7, LIMITS);
    assertThatExceptionOfType(DecodeException.class).isThrownBy(cut::canonical);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100_000})
  void aStreamReadsLikeAnArrayHoweverItDrips(int most) throws IOException {
    long seed = 4711;
    System.out.println("JsonReaderTest: seed " + seed);
    RandomJson documents = new RandomJson(new SplittableRandom(seed));
    int many = Boolean.getBoolean("zveno.long") ? 5_000 : 1_500;
    for (int i = 0; i < many; i++) {
      byte[] document = documents.document();
      InputStream stream = new Dripping(new ByteArrayInputStream(document), most);
      assertThat(outcome(new JsonReader(stream, LIMITS)))
          .as("document %d", i)
          .isEqualTo(outcome(new JsonReader(document, LIMITS)));
    }
  }

  @Test
  void aValueMayBeLargerThanTheWindowOnTheStream() throws Exception {
    StringBuilder document = new StringBuilder("[");
    for (int i = 0; i < 40_000; i++) {
      document.append("{\"b\": \"\u00e9\\n text\", \"a\": ").append(i).append(".50},");
    }
    byte[] bytes = bytes(document.append("[]]").toString());
    byte[] whole = JsonReader.canonicalize(bytes, LIMITS);
    assertThat(whole).hasSizeGreaterThan(1_000_000);
    assertThat(new JsonReader(new ByteArrayInputStream(bytes), LIMITS).canonical())
        .isEqualTo(whole);
  }

  @Test
  void aStreamThatFailsSaysSoItself() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("broken");
          }
        };
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(new JsonReader(broken, LIMITS)::canonical);
  }

  private static String outcome(JsonReader reader) throws IOException {
    try {
      String canonical = text(reader.canonical());
      reader.end();
      return canonical;
    } catch (DecodeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private interface Steps {
    void take(JsonReader reader) throws IOException, DecodeException;
  }

  private static void assertRefusedWhen(String document, Steps steps, String reason) {
    assertThatExceptionOfType(DecodeException.class)
        .isThrownBy(() -> steps.take(reader(document)))
        .withMessageContaining(reason);
  }
}

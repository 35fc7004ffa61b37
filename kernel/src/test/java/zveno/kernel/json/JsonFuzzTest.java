package zveno.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.DecodeException;

/**
 * Random documents, right and wrong, read by us and by a real Python: both must accept the same,
 * and print the same. {@code -Dzveno.fuzz.documents} says how many, {@code -Dzveno.fuzz.seed}
 * which; {@code -Dzveno.require.python=true} makes it a failure that there is no Python.
 */
@Tag("slow")
class JsonFuzzTest {

  private static final int BATCH = 500;

  private static final JsonLimits LIMITS = JsonLimits.defaults().withMaxDepth(100_000);

  private final long seed = Long.getLong("zveno.fuzz.seed", 20171L);
  private final int documents = Integer.getInteger("zveno.fuzz.documents", 5_000);

  @BeforeAll
  static void needsPython() {
    boolean here = PythonOracle.isHere();
    if (!here && Boolean.getBoolean("zveno.require.python")) {
      fail("zveno.require.python is set, but there is no python3 on the PATH");
    }
    assumeTrue(here, "no python3 on the PATH: JSON was not compared with Python");
  }

  @Test
  void readsAndPrintsWhatPythonReadsAndPrints() throws IOException {
    System.out.println("JsonFuzzTest: " + documents + " documents, -Dzveno.fuzz.seed=" + seed);
    int valid = 0;
    try (PythonOracle python = PythonOracle.start()) {
      for (int first = 0; first < documents; first += BATCH) {
        List<byte[]> batch = new ArrayList<>();
        for (int i = first; i < Math.min(first + BATCH, documents); i++) {
          batch.add(document(i));
        }
        python.ask(batch);
        List<Outcome> ours = batch.stream().map(JsonFuzzTest::read).toList();
        List<Optional<byte[]>> theirs = python.answers();
        assertThat(theirs).hasSameSizeAs(batch);
        for (int i = 0; i < batch.size(); i++) {
          compare(first + i, batch.get(i), theirs.get(i), ours.get(i));
          valid += theirs.get(i).isPresent() ? 1 : 0;
        }
      }
    }
    System.out.println("JsonFuzzTest: " + valid + " valid");
    if (documents >= 1000) {
      assertThat(valid).isBetween(documents * 3 / 10, documents * 8 / 10);
    }
  }

  @Test
  void printsFloatsAsPythonDoes() throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    try (PythonOracle python = PythonOracle.start()) {
      List<Double> floats = new ArrayList<>();
      for (long bits = 0; bits < 4000; bits++) {
        floats.add(Double.longBitsToDouble(bits));
      }
      for (int power = -1074; power < 1024; power++) {
        double x = Math.scalb(1.0, power);
        floats.addAll(List.of(x, Math.nextUp(x), Math.nextDown(x)));
      }
      for (int i = 0; i < documents / 5; i++) {
        double x = Double.longBitsToDouble(random.nextLong());
        floats.add(Double.isFinite(x) ? x : 0.5);
        floats.add(Math.round(random.nextDouble() * 1e17) / Math.pow(10, random.nextInt(18)));
      }
      for (int first = 0; first < floats.size(); first += BATCH) {
        List<Double> some = floats.subList(first, Math.min(first + BATCH, floats.size()));
        // Java's own text brings the double to Python, whatever our text may be.
        python.ask(some.stream().map(x -> x.toString().getBytes(StandardCharsets.UTF_8)).toList());
        List<Optional<byte[]>> theirs = python.answers();
        for (int i = 0; i < some.size(); i++) {
          assertThat(PythonFloat.repr(some.get(i))).isEqualTo(text(theirs.get(i).orElseThrow()));
        }
      }
    }
  }

  private byte[] document(int number) {
    return new RandomJson(new SplittableRandom(seed * 1_000_003 + number)).document();
  }

  /** What we make of a document: canonical bytes, or why not. */
  private record Outcome(Optional<byte[]> canonical, String reason) {}

  private static Outcome read(byte[] document) {
    try {
      return new Outcome(Optional.of(JsonReader.canonicalize(document, LIMITS)), "");
    } catch (DecodeException e) {
      return new Outcome(Optional.empty(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return new Outcome(
          Optional.empty(), "a bug: " + e + " " + Arrays.toString(e.getStackTrace()));
    }
  }

  private void compare(int number, byte[] document, Optional<byte[]> theirs, Outcome ours)
      throws IOException {
    boolean same =
        theirs.isPresent() == ours.canonical().isPresent()
            && (theirs.isEmpty() || Arrays.equals(theirs.get(), ours.canonical().get()))
            && !ours.reason().startsWith("a bug");
    if (!same) {
      fail(
          """
          seed %d, document %d
          document: %s
          in hex:   %s
          Python:   %s
          Zveno:    %s\
          """,
          seed,
          number,
          text(document),
          HexFormat.of().formatHex(document),
          theirs.map(JsonFuzzTest::text).orElse("refused"),
          ours.canonical().map(JsonFuzzTest::text).orElse("refused: " + ours.reason()));
    }
    if (number % 8 == 0) {
      assertThat(streamed(document)).as("streamed, document %d", number).isEqualTo(told(ours));
      ours.canonical().ifPresent(c -> assertThat(rewritten(c)).isEqualTo(text(c)));
    }
  }

  private static String told(Outcome outcome) {
    return outcome.canonical().map(JsonFuzzTest::text).orElse(outcome.reason());
  }

  private static String streamed(byte[] document) throws IOException {
    JsonReader reader = new JsonReader(new Dripping(new ByteArrayInputStream(document), 1), LIMITS);
    try {
      byte[] canonical = reader.canonical();
      reader.end();
      return text(canonical);
    } catch (DecodeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String rewritten(byte[] canonical) {
    JsonWriter writer = new JsonWriter();
    Rewriting.copy(JsonValue.ofCanonical(canonical), writer);
    return text(writer.toBytes());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

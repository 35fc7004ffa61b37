package zveno.node.stratum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines come whole, however the network cuts them. */
class LineReaderTest {

  /** Gives a few bytes at a time. */
  private static InputStream trickling(byte[] bytes, Random chance) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, 1 + chance.nextInt(700)));
      }
    };
  }

  private static List<String> lines(InputStream in) throws IOException {
    LineReader reader = new LineReader(in);
    List<String> lines = new ArrayList<>();
    Optional<byte[]> line = reader.next();
    while (line.isPresent()) {
      lines.add(new String(line.get(), StandardCharsets.US_ASCII));
      line = reader.next();
    }
    return lines;
  }

  @Test
  void linesOfAllLengthsComeWhole() throws IOException {
    Random chance = new Random(11);
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      int length = i % 50 == 0 ? LineReader.MAX_LINE - i / 50 : chance.nextInt(900);
      sent.add("x".repeat(length));
    }
    byte[] bytes = (String.join("\n", sent) + "\n").getBytes(StandardCharsets.US_ASCII);
    assertThat(lines(trickling(bytes, chance))).isEqualTo(sent);
  }

  @Test
  void anUnfinishedLineIsNone() throws IOException {
    byte[] bytes = "one\n\ntwo".getBytes(StandardCharsets.US_ASCII);
    assertThat(lines(new ByteArrayInputStream(bytes))).containsExactly("one", "");
  }

  @Test
  void aLineThatIsTooLongIsRefusedBeforeItEnds() {
    byte[] bytes = new byte[LineReader.MAX_LINE + 1];
    java.util.Arrays.fill(bytes, (byte) 'x');
    LineReader reader = new LineReader(new ByteArrayInputStream(bytes));
    assertThatThrownBy(reader::next).isInstanceOf(LineReader.LineTooLongException.class);
  }
}

package zveno.node.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;

/** Whatever a miner sends, or a server, is read as lines and requests, or refused. */
class StratumLineFuzz {

  @FuzzTest
  void isReadOrRefused(FuzzedDataProvider data) throws IOException {
    byte[] sent = data.consumeRemainingAsBytes();
    LineReader lines = new LineReader(new ByteArrayInputStream(sent));
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try {
      Optional<byte[]> line = lines.next();
      while (line.isPresent()) {
        seen.writeBytes(line.get());
        seen.write('\n');
        read(line.get());
        line = lines.next();
      }
    } catch (LineReader.LineTooLongException e) {
      assertThat(sent.length).isGreaterThan(LineReader.MAX_LINE);
    }
    byte[] expected = seen.toByteArray(); // nothing, where no line has ended
    assertThat(Arrays.copyOf(sent, Math.min(sent.length, expected.length))).isEqualTo(expected);
  }

  private static void read(byte[] line) {
    try {
      Request request = Request.read(line);
      assertThat(JsonValue.parse(request.id(), JsonLimits.defaults()).size()).isLessThan(65);
      var _ = request.positive(0);
      try {
        var _ = request.word(2, "a number");
      } catch (RefusedException e) {
        assertThat(e.error()).isEqualTo(StratumError.OTHER);
      }
      var _ = PoolJob.read(request.parameters());
    } catch (DecodeException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}

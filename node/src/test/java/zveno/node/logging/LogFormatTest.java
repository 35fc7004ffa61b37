package zveno.node.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;

/** One event is one line, whoever has written what is in it. */
class LogFormatTest {

  /** All that has ever begun a new line, moved a cursor, turned a text round or hidden in it. */
  private static final String HOSTILE =
      "a\n12:00:00.000 INFO  forged\r\n\u001b[2J\u001b]0;title\u0007\b\0\t\u007f\u0085\u009b31m"
          + "\u2028\u2029\u202e\u2066\u200b\ufeff\ud800\udc00\ud800x\udfff\ue000\udb40\udc41 \\n";

  private static String line(LogFormat format, String message, @Nullable Throwable thrown) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(new LoggerContext());
    event.setLoggerName("zveno.node.Test");
    event.setThreadName("main");
    event.setLevel(Level.WARN);
    event.setMessage("said: {}");
    event.setArgumentArray(new Object[] {message});
    event.setInstant(Instant.parse("2026-11-26T01:02:03.004Z"));
    if (thrown != null) {
      event.setThrowableProxy(new ch.qos.logback.classic.spi.ThrowableProxy(thrown));
    }
    LogEncoder encoder = new LogEncoder(format, true);
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void nothingThatAStrangerSaysIsALineOfItsOwn(LogFormat format) {
    String line = line(format, HOSTILE, null);
    assertThat(line).endsWith("\n");
    String text = line.substring(0, line.length() - 1);
    assertThat(text.chars().filter(c -> c < ' ' || c == 0x7f || c >= 0x80 && c < 0xa0)).isEmpty();
    assertThat(text.codePoints().filter(c -> Character.getType(c) == Character.FORMAT)).isEmpty();
    assertThat(text).doesNotContain("\u2028", "\u2029", "\ufffd", "?");
  }

  @Test
  void whatIsHarmlessStaysAsItIs() {
    assertThat(line(LogFormat.TEXT, "Привет, мир! 日本 \ud83d\ude00 \\d", null))
        .isEqualTo("2026-11-26T01:02:03.004Z WARN  said: Привет, мир! 日本 \ud83d\ude00 \\d\n");
    assertThat(LogText.escaped("\u001b[31m\n")).isEqualTo("\\u001b[31m\\u000a");
  }

  @Test
  void jsonSaysWhatWasSaidWithTheTimeInUtc() throws Exception {
    JsonValue line =
        JsonValue.parse(line(LogFormat.JSON, HOSTILE, null).getBytes(), JsonLimits.defaults());
    assertThat(line.member("message").orElseThrow().text()).isEqualTo("said: " + HOSTILE);
    assertThat(line.member("time").orElseThrow().text()).isEqualTo("2026-11-26T01:02:03.004Z");
    assertThat(line.member("level").orElseThrow().text()).isEqualTo("warn");
    assertThat(line.member("trace")).isEmpty();
  }

  @Test
  void whereAnExceptionCameFromLooksLikeNoLine() throws Exception {
    Throwable thrown = new IllegalStateException(HOSTILE);
    String text = line(LogFormat.TEXT, "x", thrown);
    assertThat(text.lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith("    "));
    assertThat(text).contains("LogFormatTest.java").doesNotContain("\u001b", "\b", "\u202e");
    JsonValue line =
        JsonValue.parse(line(LogFormat.JSON, "x", thrown).getBytes(), JsonLimits.defaults());
    assertThat(line.member("trace").orElseThrow().text()).contains("LogFormatTest.java");
  }

  @Test
  void aMessageWithoutEndHasOne() {
    String line = line(LogFormat.TEXT, "x".repeat(1_000_000), null);
    assertThat(line).hasSizeLessThan(10_000).endsWith("... (1000006 characters)\n");
  }
}

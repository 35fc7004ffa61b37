package zveno.node.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import zveno.kernel.json.JsonWriter;

/** How an event of the log is written. One event is one line, whatever is in it. */
public enum LogFormat {

  /**
   * For people: when, how bad it is, and what it is. The time is in UTC as in the other form, so
   * that lines of several nodes, of any time zone, can be sorted as text.
   */
  TEXT {
    @Override
    String line(ILoggingEvent event, boolean traces) {
      StringBuilder line = new StringBuilder(160);
      line.append(UTC.format(event.getInstant()));
      line.append(' ').append(event.getLevel());
      line.repeat(' ', Math.max(1, WIDEST_LEVEL + 1 - event.getLevel().toString().length()));
      LogText.append(String.valueOf(event.getFormattedMessage()), line);
      line.append('\n');
      if (traces) {
        trace(event).ifPresent(trace -> trace.lines().forEach(step -> indented(step, line)));
      }
      return line.toString();
    }
  },

  /** For programs: an object with the time in UTC, to the millisecond. */
  JSON {
    @Override
    String line(ILoggingEvent event, boolean traces) {
      JsonWriter json = new JsonWriter();
      json.beginObject().name("time").string(UTC.format(event.getInstant()));
      json.name("level").string(event.getLevel().toString().toLowerCase(Locale.ROOT));
      json.name("logger").string(event.getLoggerName());
      json.name("thread").string(event.getThreadName());
      json.name("message").string(String.valueOf(event.getFormattedMessage()));
      trace(event).ifPresent(trace -> json.name("trace").string(trace));
      json.endObject();
      return new String(json.toBytes(), StandardCharsets.US_ASCII) + "\n";
    }
  };

  private static final int WIDEST_LEVEL = 5;

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /**
   * The line, and its end.
   *
   * @param traces whether lines for people, too, are followed by where an exception came from
   */
  abstract String line(ILoggingEvent event, boolean traces);

  /** How it is typed. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static Optional<String> trace(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return Optional.ofNullable(thrown).map(ThrowableProxyUtil::asString);
  }

  /** No event begins with a space, so this looks like none. */
  private static void indented(String step, StringBuilder line) {
    line.append("    ");
    LogText.append(step.strip(), line);
    line.append('\n');
  }
}

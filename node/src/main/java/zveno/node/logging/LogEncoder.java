package zveno.node.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;

/** The one place where an event becomes bytes. */
final class LogEncoder extends EncoderBase<ILoggingEvent> {

  private static final byte[] NOTHING = {};

  private final LogFormat format;
  private final boolean traces;

  LogEncoder(LogFormat format, boolean traces) {
    this.format = format;
    this.traces = traces;
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return format.line(event, traces).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}

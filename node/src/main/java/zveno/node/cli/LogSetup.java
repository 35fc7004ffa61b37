package zveno.node.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/**
 * Calm logs on standard error, one line an event, set up without a configuration file: reading one
 * costs a tenth of a second at every start. What a line says is stripped of control characters, so
 * nothing that a client sends can look like a line of its own.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {

  /** A system property: true where only trouble is to be logged. */
  static final String QUIET = "zveno.quiet";

  private static final String PATTERN =
      "%d{HH:mm:ss.SSS} %-5level %replace(%msg){'[\\p{Cntrl}\\u2028\\u2029]+', ' '}%n%nopex";

  @Override
  public ExecutionStatus configure(LoggerContext loggers) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(loggers);
    encoder.setPattern(PATTERN);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(loggers);
    console.setName("console");
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
    loggers.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    // What is wrong with a request is told to whoever sent it, who could fill the log otherwise.
    loggers.getLogger("org.eclipse.jetty.http").setLevel(Level.ERROR);
    loggers.getLogger("org.eclipse.jetty.util.HostPort").setLevel(Level.ERROR);
    loggers.getLogger("zveno").setLevel(Boolean.getBoolean(QUIET) ? Level.WARN : Level.INFO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}

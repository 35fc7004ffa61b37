package zveno.node.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calm logs on standard error, one line an event, set up without a configuration file: reading one
 * costs a tenth of a second at every start.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {

  /** A system property: true where only trouble is to be logged. */
  public static final String QUIET = "zveno.quiet";

  private static final String CONSOLE = "console";
  private static final String OURS = "zveno";

  private static volatile boolean forPrograms;

  @Override
  public ExecutionStatus configure(LoggerContext loggers) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(loggers);
    console.setName(CONSOLE);
    console.setTarget("System.err");
    console.setEncoder(encoder(LogFormat.TEXT, false, loggers));
    console.start();
    loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
    loggers.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    // Errors in requests are reported to the client only, which could fill the log otherwise.
    loggers.getLogger("org.eclipse.jetty.http").setLevel(Level.ERROR);
    loggers.getLogger("org.eclipse.jetty.util.HostPort").setLevel(Level.ERROR);
    // It repeats each failed attempt to reach a member; zveno cluster status shows who is away.
    loggers.getLogger("org.apache.ratis").setLevel(Level.ERROR);
    loggers.getLogger(OURS).setLevel(Boolean.getBoolean(QUIET) ? Level.WARN : Level.INFO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static LogEncoder encoder(LogFormat format, boolean traces, LoggerContext loggers) {
    LogEncoder encoder = new LogEncoder(format, traces);
    encoder.setContext(loggers);
    encoder.start();
    return encoder;
  }

  /** Writes the log in this form from now on, and what is as bad as this or worse. */
  public static void use(LogFormat format, Level level) {
    LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    loggers.getLogger(OURS).setLevel(level);
    forPrograms = format == LogFormat.JSON;
    console(loggers)
        .ifPresent(console -> {
          console.stop();
          console.setEncoder(encoder(format, level == Level.DEBUG, loggers));
          console.start();
        });
  }

  /**
   * Logs nothing of a library that logs what it also throws.
   *
   * @param packages the name of its packages, or how they begin
   */
  public static void silence(String packages) {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(packages).setLevel(Level.OFF);
  }

  /** Whether the log is for programs, which expect nothing else in between. */
  public static boolean isForPrograms() {
    return forPrograms;
  }

  private static Optional<OutputStreamAppender<ILoggingEvent>> console(LoggerContext loggers) {
    return loggers.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(CONSOLE)
            instanceof OutputStreamAppender<ILoggingEvent> console
        ? Optional.of(console)
        : Optional.empty();
  }
}

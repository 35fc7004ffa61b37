package zveno.node.cli;

import java.util.List;
import java.util.function.Consumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** The signals by which a person, a service manager or a closing terminal tells a node to stop. */
final class StopSignals {

  /** A signal that the JVM was started to ignore, as nohup does, stays ignored. */
  private static final List<String> STOPPING = List.of("TERM", "INT", "HUP");

  /** They would end the process, and mean nothing here. The JVM needs USR2 for itself. */
  private static final List<String> MEANINGLESS = List.of("USR1");

  private StopSignals() {}

  /**
   * From now on {@code stop} is called with the name of each signal to stop, like {@code SIGTERM},
   * on a thread of the JVM; other signals are ignored.
   */
  static void handle(Consumer<String> stop) {
    STOPPING.forEach(name -> handle(name, _ -> stop.accept("SIG" + name)));
    MEANINGLESS.forEach(name -> handle(name, SignalHandler.SIG_IGN));
  }

  private static void handle(String name, SignalHandler handler) {
    try {
      Signal.handle(new Signal(name), handler);
    } catch (IllegalArgumentException e) {
      // this system has no such signal
    }
  }
}

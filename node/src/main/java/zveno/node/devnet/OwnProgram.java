package zveno.node.devnet;

import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This very program, to be started once more: the same java, class path and flags. */
final class OwnProgram {

  /** Flags that are for one process, or that say how much memory it takes. */
  private static final List<String> NOT_PASSED_ON =
      List.of(
          "-Xmx",
          "-Xms",
          "-agentlib:",
          "-agentpath:",
          "-javaagent:",
          "-XX:AOTCacheOutput",
          "-Xlog:aot");

  private static final String VECTORS = "jdk.incubator.vector";

  /**
   * What the launcher has a node started with that searches, and a command that does not without.
   */
  private static final List<String> SEARCHING =
      List.of(
          "--add-modules=" + VECTORS,
          "-XX:ThreadPriorityPolicy=1",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-PrintWarnings");

  /** Enough for a chain of any length, and little enough for many nodes on one machine. */
  private static final String HEAP = "-Xmx128m";

  private final List<String> java = new ArrayList<>();

  /**
   * @param main the class that is run
   */
  OwnProgram(Class<?> main) {
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (NOT_PASSED_ON.stream().noneMatch(flag::startsWith)) {
        java.add(flag);
      }
    }
    java.add(HEAP);
    if (ModuleLayer.boot().findModule(VECTORS).isEmpty()
        && ModuleFinder.ofSystem().find(VECTORS).isPresent()) {
      java.addAll(SEARCHING);
    }
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
  }

  /** How to start it with these arguments. */
  List<String> with(List<String> arguments) {
    List<String> command = new ArrayList<>(java);
    command.addAll(arguments);
    return command;
  }
}

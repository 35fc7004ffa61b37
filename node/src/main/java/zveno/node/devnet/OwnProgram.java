package zveno.node.devnet;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This very program, to be started once more: the same java, class path and flags. */
final class OwnProgram {

  /** Flags that are for one process, or that say how much memory it takes. */
  private static final List<String> NOT_PASSED_ON =
      List.of("-Xmx", "-Xms", "-agentlib:", "-agentpath:", "-javaagent:", "-XX:AOTCacheOutput");

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
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
  }

  /** How to start it with these arguments. */
  List<String> with(List<String> arguments) {
    List<String> command = new ArrayList<>(java);
    command.addAll(arguments);
    return command;
  }
}

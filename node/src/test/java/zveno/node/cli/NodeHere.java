package zveno.node.cli;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import zveno.node.assembly.Node;

/** What {@code zveno node} runs, in this JVM: for tests to which a process would add nothing. */
public final class NodeHere implements AutoCloseable {

  private final Node node;

  private NodeHere(Node node) {
    this.node = node;
  }

  /** Starts it on a free port, with more of the command's options. */
  public static NodeHere start(List<String> options) {
    return start(options, Clock.systemUTC());
  }

  /** The same with another clock. */
  public static NodeHere start(List<String> options, Clock clock) {
    List<String> arguments = new ArrayList<>(List.of("--port", "0"));
    arguments.addAll(options);
    NodeCommand command = new NodeCommand();
    new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
    return new NodeHere(command.start(clock));
  }

  /** Where it listens. */
  public URI uri() {
    return node.uri();
  }

  @Override
  public void close() {
    node.close();
  }
}

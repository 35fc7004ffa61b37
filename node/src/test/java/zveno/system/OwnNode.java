package zveno.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import zveno.node.cli.NodeHere;

/**
 * A running node in our own JVM, with the options of {@code zveno node}: the same node as in a
 * process of its own, and much cheaper to start. It cannot be killed.
 */
final class OwnNode implements Peer {

  private final NodeHere node;
  private final Api api;

  private OwnNode(NodeHere node) {
    this.node = node;
    this.api = new Api(node.uri());
  }

  /** A node on this folder. */
  static OwnNode on(Path folder, String... options) {
    return start(options, "--data-dir", folder.toString());
  }

  /** A node that keeps nothing. */
  static OwnNode ephemeral(String... options) {
    return start(options, "--ephemeral");
  }

  private static OwnNode start(String[] options, String... more) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(more));
    return new OwnNode(NodeHere.start(all));
  }

  @Override
  public Api api() {
    return api;
  }

  @Override
  public void close() {
    node.close();
  }
}

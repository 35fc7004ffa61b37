package zveno.node.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.kernel.bytes.DecodeException;
import zveno.node.cluster.ClusterFile;
import zveno.node.cluster.Membership;
import zveno.node.tls.MutualTls;

/** Of which cluster a node is a member, as options. */
public final class ClusterOptions {

  @Option(
      names = "--cluster",
      paramLabel = "FILE",
      description =
          "Be a member of the cluster that this file describes (zveno cluster new makes it). Off by"
              + " default.")
  @Nullable Path file;

  @Option(
      names = "--member",
      paramLabel = "NAME",
      description = "With --cluster: which member this node is.")
  @Nullable String member;

  /**
   * The membership of a node; nothing if it is no member.
   *
   * @param folder the node's data folder
   * @param tls how the members know each other
   * @throws CommandException if the options are wrong
   */
  public Optional<Membership> membership(Path folder, Optional<MutualTls> tls) {
    Path named = file;
    String self = member;
    if (named == null && self == null) {
      return Optional.empty();
    }
    if (named == null || self == null) {
      throw CommandException.badInput(
          "--cluster and --member must be given together; one of them is missing");
    }
    ClusterFile cluster = read(named);
    ClusterFile.Member which =
        cluster
            .member(self)
            .orElseThrow(
                () -> CommandException.badInput("--member: " + named + " names no member " + self));
    return Optional.of(new Membership(cluster, which, folder, tls));
  }

  private static ClusterFile read(Path file) {
    try {
      return ClusterFile.parse(Files.readString(file));
    } catch (IOException e) {
      throw CommandException.badInput("--cluster: " + file + " cannot be read (" + e + ")");
    } catch (DecodeException e) {
      throw CommandException.badInput("--cluster: " + file + ": " + e.getMessage());
    }
  }
}

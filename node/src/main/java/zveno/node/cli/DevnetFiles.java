package zveno.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import zveno.kernel.bytes.DecodeException;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;
import zveno.node.rules.DemoNetwork;
import zveno.node.rules.DemoNetworkProvider;

/**
 * What the nodes of a devnet share: the first block, and the keys of their accounts, in two files
 * beside their folders.
 */
final class DevnetFiles {

  private static final String GENESIS = "genesis.json";
  private static final String KEYS = "keys.json";

  private final DemoNetwork network;
  private final Path home;
  private final boolean isNew;

  private DevnetFiles(DemoNetwork network, Path home, boolean isNew) {
    this.network = network;
    this.home = home;
    this.isNew = isNew;
  }

  /**
   * The files in a folder, which are written if there are none.
   *
   * @param allocations what others than the nodes have at the beginning
   * @throws CommandException if the network cannot be made, or not be continued, as is wanted
   */
  static DevnetFiles in(
      Path home, DemoNetworkProvider provider, int nodes, List<String> allocations) {
    try {
      if (Files.exists(home.resolve(GENESIS))) {
        return resumed(home, provider, nodes, allocations);
      }
      DemoNetwork network = provider.begin(nodes, allocations);
      Files.createDirectories(home);
      Files.deleteIfExists(home.resolve(KEYS)); // of a beginning that was cut short
      Files.write(Files.createFile(home.resolve(KEYS), forOwnerOnly(home)), network.keys());
      Files.write(home.resolve(GENESIS), network.genesis(), StandardOpenOption.CREATE_NEW);
      return new DevnetFiles(network, home, true);
    } catch (IllegalArgumentException e) {
      throw CommandException.badInput(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw CommandException.badInput("cannot use " + home + " for a network: " + IoErrors.of(e));
    }
  }

  private static DevnetFiles resumed(
      Path home, DemoNetworkProvider provider, int nodes, List<String> allocations)
      throws IOException {
    if (!allocations.isEmpty()) {
      throw CommandException.badInput(
          home + " has a network already: omit --allocate, or choose another --data-dir");
    }
    DemoNetwork network;
    try {
      network =
          provider.resume(
              Files.readAllBytes(home.resolve(GENESIS)), Files.readAllBytes(home.resolve(KEYS)));
    } catch (DecodeException e) {
      throw CommandException.badInput(
          home + " has no network that can be continued: " + e.getMessage());
    }
    int begun = network.addresses().size();
    if (nodes > begun) {
      throw CommandException.badInput(
          home + " has a network of " + begun + " accounts: --nodes must be at most that");
    }
    return new DevnetFiles(network, home, false);
  }

  private static FileAttribute<?>[] forOwnerOnly(Path home) {
    return home.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** The file of the first block. */
  Path genesis() {
    return home.resolve(GENESIS);
  }

  /** The file of the keys. */
  Path keys() {
    return home.resolve(KEYS);
  }

  /** The addresses of the nodes' accounts, in their order. */
  List<String> addresses() {
    return network.addresses();
  }

  /** What the node at this place is started with. */
  List<String> options(int place) {
    return List.of(
        "--genesis", genesis().toString(), "--reward-address", network.addresses().get(place));
  }

  /** A transaction that may be posted: the first of the first account, where the net is new. */
  String example() {
    List<String> accounts = network.addresses();
    return isNew
        ? network.transfer(0, accounts.getLast(), 5, 0)
        : "a transaction, signed by its sender";
  }
}

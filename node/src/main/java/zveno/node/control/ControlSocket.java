package zveno.node.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Where a node listens to the owner of its folder: a socket of the operating system, which no
 * network reaches. It is the file {@code CONTROL.zveno}. Such a socket's path must be short; for a
 * folder whose path is long it lies in a private temporary folder, and the file says where.
 */
final class ControlSocket {

  private static final String NAME = "CONTROL.zveno";

  /** In bytes; the systems allow between 103 and 107. */
  private static final int MAX_PATH = 100;

  private ControlSocket() {}

  /** Begins to listen; the folder must be locked by this process. */
  static ServerSocketChannel listen(Path folder) throws IOException {
    remove(folder);
    Path named = folder.resolve(NAME);
    Path socket = named;
    if (isTooLong(named)) {
      socket = Files.createTempDirectory("zveno-").resolve(NAME); // other users cannot access it
      Files.writeString(named, socket + "\n");
    }
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket));
      if (socket.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      }
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      remove(folder);
      throw e;
    }
  }

  private static boolean isTooLong(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH;
  }

  /** Takes away what {@link #listen} makes, also what a node has left that was killed. */
  static void remove(Path folder) throws IOException {
    Path named = folder.resolve(NAME);
    if (Files.isRegularFile(named, LinkOption.NOFOLLOW_LINKS)) {
      Path socket = Path.of(Files.readString(named).strip());
      if (socket.endsWith(NAME)) {
        Files.deleteIfExists(socket);
        Files.deleteIfExists(socket.toAbsolutePath().getParent());
      }
    }
    Files.deleteIfExists(named);
  }

  /** A connection to the node that uses this folder; nothing if there is none. */
  static Optional<SocketChannel> connect(Path folder) throws IOException {
    Path named = folder.resolve(NAME);
    if (Files.notExists(named, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      Path socket =
          Files.isRegularFile(named, LinkOption.NOFOLLOW_LINKS)
              ? Path.of(Files.readString(named).strip())
              : named;
      return Optional.of(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    } catch (NoSuchFileException | java.net.SocketException e) {
      return Optional.empty(); // its node was killed
    }
  }
}

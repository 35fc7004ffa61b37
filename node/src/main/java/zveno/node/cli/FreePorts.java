package zveno.node.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import zveno.node.config.CommandException;

/** Ports of this machine without a listener at the moment. */
public final class FreePorts {

  private FreePorts() {}

  /**
   * So many ports, all looked at before the first of them is used.
   *
   * @param first the first of a row, or 0 for any
   */
  public static List<Integer> from(int first, int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(hold(first == 0 ? 0 : first + i));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  private static ServerSocket hold(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true); // ended connections do not block the port
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw CommandException.badInput("port " + port + " is taken: choose others with --base-port");
    }
  }
}

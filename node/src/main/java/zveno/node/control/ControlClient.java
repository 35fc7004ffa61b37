package zveno.node.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A conversation with the node that uses a folder; to be closed. */
public final class ControlClient implements AutoCloseable {

  private final SocketChannel channel;

  private ControlClient(SocketChannel channel) {
    this.channel = channel;
  }

  /** What came of a wish for a copy. */
  public sealed interface Reply {

    /**
     * It is there until the conversation is closed.
     *
     * @param commit of all up to which it has
     */
    record Staged(long commit) implements Reply {}

    /** There is none. */
    record Refused(String why) implements Reply {}
  }

  /** Talks to the node that uses this folder; nothing if there is none. */
  public static Optional<ControlClient> to(Path folder) throws IOException {
    return ControlSocket.connect(folder).map(ControlClient::new);
  }

  /** Has the node make a copy of its store inside its folder. */
  public Reply stageCopy() throws IOException {
    channel.write(
        ByteBuffer.wrap((ControlServer.BACKUP + "\n").getBytes(StandardCharsets.US_ASCII)));
    BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    String answer = in.readLine();
    if (answer == null) {
      return new Reply.Refused("the node ended in the meantime");
    }
    return answer.startsWith(ControlServer.OK)
        ? new Reply.Staged(Long.parseLong(answer.substring(ControlServer.OK.length())))
        : new Reply.Refused(answer.substring(ControlServer.NO.length()));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

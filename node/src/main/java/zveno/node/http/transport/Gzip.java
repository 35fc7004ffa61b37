package zveno.node.http.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes a gzip stream, in a memory that does not grow with it. Source: RFC 1952. For one thread;
 * must be closed.
 *
 * <p>{@link java.util.zip.GZIPOutputStream} would do the same into a stream of its own; this one
 * writes into whatever buffer is at hand.
 */
public final class Gzip implements AutoCloseable {

  /** Magic number, deflate, no flags, no time, fastest algorithm, unknown file system. */
  private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, (byte) 255};

  /** Bytes of the trailer: the checksum, and the length modulo 2^32. */
  private static final int TRAILER = 8;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final CRC32 checksum = new CRC32();

  /** What goes out without being compressed: head or trailer. */
  private ByteBuffer plain = ByteBuffer.wrap(HEAD);

  private boolean ended;

  private final Runnable afterwards;

  /**
   * @param afterwards runs when its memory has been given back
   */
  public Gzip(Runnable afterwards) {
    this.afterwards = afterwards;
  }

  /** All of these bytes as a stream, made as small as may be: for what is compressed once. */
  static byte[] whole(byte[] bytes) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out =
        new GZIPOutputStream(zipped) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no disk in it
    }
    return zipped.toByteArray();
  }

  /** Takes the next bytes; what was there before must have been {@linkplain #drain drained}. */
  public void add(byte[] bytes, int start, int end) {
    checksum.update(bytes, start, end - start);
    deflater.setInput(bytes, start, end - start);
  }

  /** There are no more bytes. */
  public void end() {
    deflater.finish();
  }

  /**
   * Moves what is ready into a buffer.
   *
   * @param all whether to hold nothing back of what has been added so far
   * @return whether there may be more; false if the buffer has room left
   */
  public boolean drain(ByteBuffer room, boolean all) {
    movePlain(room);
    if (!room.hasRemaining()) {
      return true;
    }
    if (!ended) {
      deflater.deflate(room, all ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH);
      if (deflater.finished() && room.hasRemaining()) {
        ended = true;
        plain = trailer();
        movePlain(room);
      }
    }
    return !room.hasRemaining();
  }

  private void movePlain(ByteBuffer room) {
    while (plain.hasRemaining() && room.hasRemaining()) {
      room.put(plain.get());
    }
  }

  private ByteBuffer trailer() {
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER);
    trailer.putInt(Integer.reverseBytes((int) checksum.getValue()));
    trailer.putInt(Integer.reverseBytes((int) deflater.getBytesRead()));
    return trailer.flip();
  }

  @Override
  public void close() {
    deflater.end();
    afterwards.run();
  }
}

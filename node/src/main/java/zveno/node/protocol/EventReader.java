package zveno.node.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TxId;
import zveno.kernel.model.Work;
import zveno.node.peerclient.PeerException;
import zveno.node.peerclient.PeerException.Kind;

/**
 * Reads a peer's event stream ({@code GET /api/v1/events}, server-sent events). Bounded: a line has
 * at most 8 KiB, and the stream as many bytes a second as an honest node may need. For one thread.
 */
public final class EventReader {

  private static final int LINE_BYTES = 8 * 1024;

  /** So much may come at once, and after that so much in each second. */
  private static final long BURST_BYTES = 16L << 20;

  private static final long BYTES_PER_SECOND = 1L << 20;
  private static final JsonLimits LIMITS = JsonLimits.defaults();

  private final InputStream stream;
  private final byte[] buffer = new byte[8 * 1024];
  private final long begin = System.nanoTime();
  private int at;
  private int end;
  private long bytes;

  public EventReader(InputStream stream) {
    this.stream = stream;
  }

  /**
   * Waits for the next event or sign of life.
   *
   * @throws PeerException if the stream ends, is silent for too long, or is not such a stream
   */
  public PeerEvent next() throws IOException {
    String kind = "";
    String data = "";
    String line = line();
    while (!line.isEmpty()) {
      if (line.startsWith("event: ")) {
        kind = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        data = line.substring("data: ".length());
      }
      line = line();
    }
    return news(kind, data);
  }

  private static PeerEvent news(String kind, String data) throws PeerException {
    return switch (kind) {
      case "block" -> new PeerEvent.TipMoved(tip(json(data)), false);
      case "reorganisation" -> {
        JsonValue json = json(data);
        boolean left = number(json, "leaving").signum() > 0;
        yield new PeerEvent.TipMoved(tip(json), left);
      }
      case "transaction" -> entry(json(data));
      case "reset" -> new PeerEvent.Missed(tip(json(data)));
      default -> new PeerEvent.Other();
    };
  }

  private static JsonValue json(String data) throws PeerException {
    try {
      JsonValue json = JsonValue.parse(data.getBytes(StandardCharsets.ISO_8859_1), LIMITS);
      if (json.kind() == JsonKind.OBJECT) {
        return json;
      }
    } catch (DecodeException e) {
      throw wrong(e);
    }
    throw wrong(null);
  }

  private static PeerTip tip(JsonValue json) throws PeerException {
    BigInteger height = number(json, "height");
    if (height.signum() < 1 || height.bitLength() > 62) {
      throw wrong(null);
    }
    BlockId id = BlockId.parse(text(json, "hash")).orElseThrow(() -> wrong(null));
    String chainWork = text(json, "chainWork");
    if (!chainWork.matches("[0-9]{1,300}")) {
      throw wrong(null);
    }
    return new PeerTip(height.longValue(), id, new Work(new BigInteger(chainWork)));
  }

  private static PeerEvent entry(JsonValue json) throws PeerException {
    Optional<EntryId> id = EntryId.parse(text(json, "entry"));
    Optional<TxId> transaction = TxId.parse(text(json, "id"));
    if (id.isEmpty() || transaction.isEmpty()) {
      throw wrong(null);
    }
    return new PeerEvent.EntryTaken(new EntryKey(id.get(), transaction.get()));
  }

  private static BigInteger number(JsonValue json, String name) throws PeerException {
    return json.member(name)
        .filter(value -> value.kind() == JsonKind.INTEGER)
        .orElseThrow(() -> wrong(null))
        .integer();
  }

  private static String text(JsonValue json, String name) throws PeerException {
    return json.member(name)
        .filter(value -> value.kind() == JsonKind.STRING)
        .orElseThrow(() -> wrong(null))
        .text();
  }

  private static PeerException wrong(@Nullable Throwable cause) {
    return new PeerException(Kind.WRONG, "its events violate the protocol", cause);
  }

  /** Without the line break. */
  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      if (at == end) {
        fill();
      }
      byte next = buffer[at++];
      if (next == '\n') {
        return line.toString(StandardCharsets.ISO_8859_1);
      }
      if (line.size() == LINE_BYTES) {
        throw wrong(null);
      }
      line.write(next);
    }
  }

  private void fill() throws IOException {
    int read = stream.read(buffer, 0, buffer.length);
    if (read < 0) {
      throw new PeerException(Kind.BROKEN, "it closed its event stream");
    }
    at = 0;
    end = read;
    bytes += read;
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    if (bytes > BURST_BYTES + seconds * BYTES_PER_SECOND) {
      throw new PeerException(Kind.WRONG, "it sends too many events");
    }
  }
}

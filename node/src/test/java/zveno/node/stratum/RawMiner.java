package zveno.node.stratum;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A miner as the protocol's description has it, which shares no code with the server: it reads
 * lines by Jackson and makes headers by itself.
 */
final class RawMiner implements AutoCloseable {

  private static final HexFormat HEX = HexFormat.of();
  private static final BigInteger OF_ONE = BigInteger.valueOf(0xffff).shiftLeft(208);

  private final ObjectMapper json = new ObjectMapper();
  private final Deque<JsonNode> unread = new ArrayDeque<>();
  private final Socket socket;
  private final BufferedReader in;
  private long id;
  private double difficulty = 1;
  private String extranonce = "";
  private int own;

  RawMiner(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Sends a line as it is. */
  void line(String text) throws IOException {
    socket.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Sends the beginning of a line. */
  void part(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends bytes as they are. */
  void bytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends a request, and returns its answer; what comes before it is kept. */
  JsonNode ask(String method, String parameters) throws IOException {
    long mine = ++id;
    line("{\"id\": %d, \"method\": \"%s\", \"params\": %s}".formatted(mine, method, parameters));
    return await(message -> message.path("id").isNumber() && message.path("id").asLong() == mine);
  }

  /** The next message that is as it should be. Difficulties on the way are minded. */
  JsonNode await(Predicate<JsonNode> wanted) throws IOException {
    for (JsonNode kept : unread) {
      if (wanted.test(kept)) {
        unread.remove(kept);
        return kept;
      }
    }
    while (true) {
      JsonNode message = next();
      if (message == null) {
        throw new IOException("the server has closed the connection");
      }
      if (wanted.test(message)) {
        return message;
      }
      unread.add(message);
    }
  }

  private @Nullable JsonNode next() throws IOException {
    String line = in.readLine();
    return line == null ? null : json.readTree(line);
  }

  /** Whether the server ends the connection; everything before that is skipped. */
  boolean isEnded() {
    try {
      while (next() != null) {
        // skipped
      }
      return true;
    } catch (IOException e) {
      return true;
    }
  }

  /** Subscribes and authorizes; the answer to the latter. */
  JsonNode join(String worker) throws IOException {
    subscribed(ask("mining.subscribe", "[\"raw/1.0\"]").path("result"));
    return ask("mining.authorize", "[\"%s\", \"x\"]".formatted(worker));
  }

  /** Takes the extranonce from the result of a subscription. */
  void subscribed(JsonNode result) {
    extranonce = result.path(1).asString();
    own = result.path(2).asInt();
  }

  /** The next job, with the difficulty that was told before it. */
  PoolWork job() throws IOException {
    JsonNode told =
        await(message -> {
          String method = message.path("method").asString("");
          if (method.equals("mining.set_difficulty")) {
            difficulty = message.path("params").path(0).asDouble();
          }
          return method.equals("mining.notify");
        });
    // Difficulties that were read while an answer was awaited stand among the unread.
    for (JsonNode kept : unread) {
      if (kept.path("method").asString("").equals("mining.set_difficulty")) {
        difficulty = kept.path("params").path(0).asDouble();
      }
    }
    unread.removeIf(kept -> kept.path("method").asString("").equals("mining.set_difficulty"));
    return new PoolWork(told.path("params"), difficulty);
  }

  /** A share: what is submitted, and whether it is a block. */
  record Found(String second, String time, String nonce, boolean block) {}

  /** What a server has told of a job. */
  final class PoolWork {

    private final JsonNode told;
    private final double shares;

    PoolWork(JsonNode told, double shares) {
      this.told = told;
      this.shares = shares;
    }

    /** The parameters as they came. */
    JsonNode told() {
      return told;
    }

    String id() {
      return told.path(0).asString();
    }

    String time() {
      return told.path(7).asString();
    }

    boolean isClean() {
      return told.path(8).asBoolean();
    }

    double difficulty() {
      return shares;
    }

    private BigInteger blockTarget() {
      byte[] bits = HEX.parseHex(told.path(6).asString());
      BigInteger mantissa = new BigInteger(1, new byte[] {bits[1], bits[2], bits[3]});
      return mantissa.shiftLeft(8 * (bits[0] - 3));
    }

    /** The number that the hash of a header is. */
    BigInteger hash(String second, String time, String nonce, int version) {
      byte[] coinbase =
          HEX.parseHex(told.path(2).asString() + extranonce + second + told.path(3).asString());
      byte[] root = twice(coinbase);
      for (JsonNode branch : told.path(4)) {
        byte[] both = new byte[64];
        System.arraycopy(root, 0, both, 0, 32);
        System.arraycopy(HEX.parseHex(branch.asString()), 0, both, 32, 32);
        root = twice(both);
      }
      int rolled = HexFormat.fromHexDigits(told.path(5).asString()) | version;
      String header =
          reversed(HEX.toHexDigits(rolled))
              + swapped(told.path(1).asString())
              + HEX.formatHex(root)
              + reversed(time)
              + reversed(told.path(6).asString())
              + reversed(nonce);
      return new BigInteger(reversed(HEX.formatHex(twice(HEX.parseHex(header)))), 16);
    }

    /**
     * Searches for a share.
     *
     * @param second number of the miner's half of the extranonce, so that shares differ
     * @param wanted whether the share is one that is looked for
     */
    Found search(int second, String time, int version, Predicate<BigInteger> wanted) {
      String half = "%0" + 2 * own + "x";
      String digits = half.formatted(second);
      for (int nonce = 0; ; nonce++) {
        String text = HEX.toHexDigits(nonce);
        BigInteger hash = hash(digits, time, text, version);
        if (wanted.test(hash)) {
          return new Found(digits, time, text, hash.compareTo(blockTarget()) <= 0);
        }
      }
    }

    /** A share that is no block. */
    Found share(int second) {
      return search(second, time(), 0, hash -> isShare(hash) && !isBlock(hash));
    }

    /** A block. */
    Found block(int second) {
      return search(second, time(), 0, this::isBlock);
    }

    boolean isShare(BigInteger hash) {
      return new BigDecimal(hash).multiply(new BigDecimal(shares)).compareTo(new BigDecimal(OF_ONE))
          <= 0;
    }

    boolean isBlock(BigInteger hash) {
      return hash.compareTo(blockTarget()) <= 0;
    }
  }

  /** Submits a share; the answer. */
  JsonNode submit(String worker, PoolWork work, Found found) throws IOException {
    return ask(
        "mining.submit",
        "[\"%s\", \"%s\", \"%s\", \"%s\", \"%s\"]"
            .formatted(worker, work.id(), found.second(), found.time(), found.nonce()));
  }

  /** Submits a share as request 99, and says at once that nothing will follow. */
  void lastSubmit(String worker, PoolWork work, Found found) throws IOException {
    line(
        "{\"id\": 99, \"method\": \"mining.submit\", \"params\": [\"%s\", \"%s\", \"%s\", \"%s\", \"%s\"]}"
            .formatted(worker, work.id(), found.second(), found.time(), found.nonce()));
    socket.shutdownOutput();
  }

  private static String reversed(String hex) {
    StringBuilder out = new StringBuilder();
    for (int i = hex.length() - 2; i >= 0; i -= 2) {
      out.append(hex, i, i + 2);
    }
    return out.toString();
  }

  /** Each word of four bytes backwards. */
  private static String swapped(String hex) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < hex.length(); i += 8) {
      out.append(reversed(hex.substring(i, i + 8)));
    }
    return out.toString();
  }

  private static byte[] twice(byte[] bytes) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return sha.digest(sha.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

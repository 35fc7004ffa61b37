package zveno.node.follow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.model.Block;
import zveno.kernel.rules.RuleSet;
import zveno.node.peers.PeerAddress;

/**
 * The far side of a conversation between nodes: speaks the protocol well, from a chain that does
 * not move, but for those calls for which a test has another script.
 */
public final class ScriptedNode implements AutoCloseable {

  /** What a follower asks once for each conversation. */
  public static final String EVENTS = "GET /api/v1/events";

  /** What it does with a call: everything that follows the request is up to it. */
  @FunctionalInterface
  public interface Script {
    void answer(Call call, OutputStream out) throws IOException, InterruptedException;
  }

  /**
   * A request.
   *
   * @param what method and path, without what the paths of the protocol begin with: {@code GET
   *     hello}
   * @param body what has not been read of it
   */
  public record Call(String what, Map<String, String> query, long length, InputStream body) {

    public long number(String name) {
      return Long.parseLong(query.getOrDefault(name, "0"));
    }
  }

  private static final String NET = "/api/v1/net/";

  private final ServerSocket server;
  private final RuleSet rules;
  private final String id;
  private final List<Block> chain;
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  public ScriptedNode(RuleSet rules, String id, List<Block> chain) throws IOException {
    this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    this.rules = rules;
    this.id = id;
    this.chain = List.copyOf(chain);
    scripts.put("GET /chain", (call, out) -> head(out, "{}".length(), "{}"));
    scripts.put("HEAD /chain", (call, out) -> head(out, 2, ""));
    scripts.put("GET hello", (call, out) -> json(out, hello(this.chain.size())));
    scripts.put("GET hashes", (call, out) -> json(out, hashes(call)));
    scripts.put("GET blocks", (call, out) -> json(out, blocks(call)));
    scripts.put("GET entries", (call, out) -> json(out, "{\"entries\": [], \"next\": null}"));
    scripts.put("GET entries/wanted", (call, out) -> json(out, "{\"entries\": []}"));
    scripts.put("GET peers", (call, out) -> json(out, "{\"peers\": []}"));
    scripts.put("GET /api/v1/events", (call, out) -> events(out));
    scripts.put("POST blocks", (call, out) -> json(out, "{}"));
    scripts.put("POST entries", (call, out) -> json(out, "{}"));
    Thread.ofVirtual().start(this::accept);
  }

  /** Has it answer some call otherwise. */
  public ScriptedNode on(String what, Script script) {
    scripts.put(what, script);
    return this;
  }

  /** The same with this JSON. */
  public ScriptedNode on(String what, String json) {
    return on(what, (call, out) -> json(out, json));
  }

  public String id() {
    return id;
  }

  public List<Block> chain() {
    return chain;
  }

  public PeerAddress address() {
    try {
      return PeerAddress.parse("127.0.0.1:" + server.getLocalPort());
    } catch (DecodeException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What it has been asked so far. */
  public List<String> calls() {
    return calls;
  }

  public long count(String what) {
    return calls.stream().filter(what::equals).count();
  }

  /** Until the end of the test. */
  public void hang() throws InterruptedException {
    closed.await();
  }

  public boolean isClosed() {
    return server.isClosed();
  }

  public void head(OutputStream out, long length, String body) throws IOException {
    write(
        out,
        "HTTP/1.1 200 OK\r\nZveno-Node: "
            + id
            + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
            + length
            + "\r\n\r\n"
            + body);
  }

  public void json(OutputStream out, String json) throws IOException {
    head(out, json.length(), json);
  }

  public static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  public static String status(int status, String fields) {
    return "HTTP/1.1 "
        + status
        + " X\r\n"
        + fields
        + "Connection: close\r\nContent-Length: 0\r\n\r\n";
  }

  /** What it says of itself, if its chain were so long and as heavy. */
  public String hello(long height) {
    return hello(height, Long.toString(height));
  }

  public String hello(long height, String chainWork) {
    String told =
        rules.parameters().entrySet().stream()
            .map(rule -> "\"" + rule.getKey() + "\": \"" + rule.getValue() + "\"")
            .collect(Collectors.joining(", "));
    return "{\"followsYou\": false, \"node\": \""
        + id
        + "\", \"rules\": {"
        + told
        + "}, \"tip\": "
        + tip(height, chainWork)
        + "}";
  }

  public String tip(long height, String chainWork) {
    return "{\"hash\": \""
        + chain.getLast().id().hex()
        + "\", \"height\": "
        + height
        + ", \"chainWork\": \""
        + chainWork
        + "\"}";
  }

  private String hashes(Call call) {
    return Arrays.stream(call.query().get("heights").split(","))
        .map(Long::parseLong)
        .map(at -> at <= chain.size() ? "\"" + block(at).id().hex() + "\"" : "null")
        .collect(Collectors.joining(", ", "{\"hashes\": [", "]}"));
  }

  Block block(long height) {
    return chain.get((int) height - 1);
  }

  private String blocks(Call call) {
    long from = call.number("from");
    long to = Math.min(Math.min(chain.size(), call.number("to")), from + 999);
    List<Block> some = new ArrayList<>();
    int bytes = 0;
    for (long at = from; at <= to && bytes < 1 << 20; at++) {
      some.add(block(at));
      bytes += block(at).encoded().length;
    }
    return blocks(some);
  }

  public static String blocks(List<Block> some) {
    return some.stream()
        .map(ScriptedNode::traced)
        .collect(Collectors.joining(", ", "{\"blocks\": [", "]}"));
  }

  private static String traced(Block block) {
    return "{\"block\": " + new String(block.encoded(), StandardCharsets.US_ASCII) + "}";
  }

  private void events(OutputStream out) throws IOException, InterruptedException {
    beginEvents(out);
    hang();
  }

  public void beginEvents(OutputStream out) throws IOException {
    write(
        out,
        "HTTP/1.1 200 OK\r\nZveno-Node: "
            + id
            + "\r\nConnection: close\r\nContent-Type: text/event-stream\r\n\r\nretry: 1000\n\n");
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      Call call = read(in);
      calls.add(call.what());
      Script script = scripts.get(call.what());
      if (script == null) {
        write(socket.getOutputStream(), status(404, ""));
      } else {
        script.answer(call, socket.getOutputStream());
      }
      socket.shutdownOutput();
    } catch (IOException | InterruptedException e) {
      // the node has had enough
    } finally {
      sockets.remove(socket);
    }
  }

  private static Call read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String head = "";
    while (!head.endsWith("\r\n\r\n")) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("no request");
      }
      bytes.write(c);
      head = bytes.size() > 3 && c == '\n' ? bytes.toString(StandardCharsets.US_ASCII) : "";
    }
    String[] line = head.substring(0, head.indexOf("\r\n")).split(" ");
    int mark = line[1].indexOf('?');
    String path = mark < 0 ? line[1] : line[1].substring(0, mark);
    String name = path.startsWith(NET) ? path.substring(NET.length()) : path;
    long length =
        head.lines()
            .filter(field -> field.toLowerCase(Locale.ROOT).startsWith("content-length:"))
            .mapToLong(field -> Long.parseLong(field.substring(15).strip()))
            .findFirst()
            .orElse(-1);
    return new Call(
        line[0] + " " + name, mark < 0 ? Map.of() : query(line[1].substring(mark + 1)), length, in);
  }

  private static Map<String, String> query(String text) {
    return Arrays.stream(text.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair.length > 1 ? pair[1] : ""));
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    for (Socket socket : new ArrayList<>(sockets)) {
      socket.close();
    }
  }
}

package zveno.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import zveno.kernel.json.JsonValue;
import zveno.node.cli.FreePorts;

/**
 * Litecoin Core on its own network for tests (regtest). Its transfers spend outputs that were made
 * before, one each, since it lets no more than 25 unconfirmed ones follow each other.
 */
final class Litecoin implements OtherChain {

  private static final String LOGIN = "bench:bench";
  private static final int ACCOUNTS = 8;
  private static final int AT_ONCE = 100;

  /** How many outputs a transaction has whose outputs are to be spent; below the largest. */
  private static final int FAN = 2_000;

  private static final long OUTPUT = 100_000;
  private static final long OUTPUT_LEFT = 90_000;

  /** How many blocks a reward has to wait. */
  private static final int MATURITY = 101;

  private static final Duration MAX_SYNC = Duration.ofMinutes(10);

  /** A thing that can be spent. */
  private record Output(String transaction, int index) {}

  private final String program;
  private final String name;
  private final Path home;
  private final int peerPort;
  private final OwnProcess process;
  private final Rpc rpc;
  private final List<String> addresses = new ArrayList<>();
  private final List<byte[]> scripts = new ArrayList<>();
  private final Deque<Output> rewards = new ArrayDeque<>();
  private final Deque<Output> unspent = new ArrayDeque<>();
  private long mined;

  private Litecoin(
      String program, String name, Path home, int peerPort, OwnProcess process, Rpc rpc) {
    this.program = program;
    this.name = name;
    this.home = home;
    this.peerPort = peerPort;
    this.process = process;
    this.rpc = rpc;
  }

  /**
   * Starts it; nothing if it is not installed.
   *
   * @param home a folder for its data
   */
  static Optional<Litecoin> start(Path home) throws IOException, InterruptedException {
    Optional<Path> found = OwnProcess.onPath("litecoind");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    String program = found.get().toString();
    List<Integer> ports = FreePorts.from(0, 2);
    OwnProcess process =
        OwnProcess.start(
            command(program, home.resolve("litecoin-1"), ports, List.of("-bind=127.0.0.1")),
            ports.getFirst());
    Litecoin started =
        new Litecoin(
            program,
            OwnProcess.firstLine(program, "--version").replaceFirst(" version v([^-]*).*", " $1"),
            home,
            ports.getLast(),
            process,
            rpc(ports.getFirst()));
    started.begin();
    return Optional.of(started);
  }

  private static Rpc rpc(int port) {
    return new Rpc(URI.create("http://127.0.0.1:" + port + "/"), Optional.of(LOGIN));
  }

  /**
   * How it is started.
   *
   * @param ports for calls, and for other nodes
   */
  private static List<String> command(
      String program, Path folder, List<Integer> ports, List<String> more) throws IOException {
    Files.createDirectories(folder);
    List<String> command =
        new ArrayList<>(
            List.of(
                program,
                "-regtest",
                "-datadir=" + folder,
                "-server=1",
                "-rpcuser=bench",
                "-rpcpassword=bench",
                "-rpcbind=127.0.0.1",
                "-rpcallowip=127.0.0.1",
                "-rpcport=" + ports.getFirst(),
                "-port=" + ports.getLast(),
                "-rpcthreads=16",
                "-rpcworkqueue=256",
                "-dnsseed=0",
                "-fallbackfee=0.001",
                "-printtoconsole=0"));
    command.addAll(more);
    return command;
  }

  private void begin() throws IOException, InterruptedException {
    awaitReady(rpc);
    var _ = rpc.call("createwallet", "\"bench\"");
    for (int i = 0; i < ACCOUNTS; i++) {
      String address = rpc.call("getnewaddress", "\"\"", "\"bech32\"").text();
      addresses.add(address);
      String script =
          rpc.call("getaddressinfo", '"' + address + '"')
              .member("scriptPubKey")
              .orElseThrow()
              .text();
      scripts.add(HexFormat.of().parseHex(script));
    }
  }

  /** It listens before it answers. */
  private static void awaitReady(Rpc rpc) throws InterruptedException, IOException {
    IOException last = new IOException("never asked");
    for (int i = 0; i < 600; i++) {
      try {
        var _ = rpc.call("getblockcount");
        return;
      } catch (IOException e) {
        last = e;
        Thread.sleep(100);
      }
    }
    throw last;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Rpc rpc() {
    return rpc;
  }

  @Override
  public List<String> signed(int count) throws IOException, InterruptedException {
    makeOutputs(count);
    List<String> calls = new ArrayList<>();
    while (calls.size() < count) {
      List<String> questions = new ArrayList<>();
      for (int i = 0; i < Math.min(AT_ONCE, count - calls.size()); i++) {
        byte[] script = scripts.get((i + 1) % ACCOUNTS);
        questions.add(signing(unspent.remove(), script, 1, OUTPUT_LEFT));
      }
      for (JsonValue each : rpc.batch(questions)) {
        String hex = each.member("hex").orElseThrow().text();
        calls.add(Rpc.text("sendrawtransaction", '"' + hex + '"'));
      }
    }
    return calls;
  }

  /** Makes as many outputs as are missing, and has them confirmed. */
  private void makeOutputs(int count) throws IOException, InterruptedException {
    int fans = Math.ceilDiv(Math.max(0, count - unspent.size()), FAN);
    if (fans == 0) {
      return;
    }
    generate(fans);
    generateBurial();
    for (int i = 0; i < fans; i++) {
      String hex =
          rpc.batch(List.of(signing(rewards.remove(), scripts.get(i % ACCOUNTS), FAN, OUTPUT)))
              .getFirst()
              .member("hex")
              .orElseThrow()
              .text();
      String id = rpc.call("sendrawtransaction", '"' + hex + '"', "0").text();
      for (int output = 0; output < FAN; output++) {
        unspent.add(new Output(id, output));
      }
    }
    var _ = rpc.call("generatetoaddress", "1", '"' + addresses.getFirst() + '"');
  }

  private void generateBurial() throws IOException, InterruptedException {
    var _ =
        rpc.call("generatetoaddress", Integer.toString(MATURITY), '"' + addresses.getFirst() + '"');
  }

  /** Mines blocks whose rewards are to be spent. */
  private void generate(int blocks) throws IOException, InterruptedException {
    for (JsonValue hash :
        rpc.call("generatetoaddress", Integer.toString(blocks), '"' + addresses.getFirst() + '"')
            .elements()) {
      JsonValue block = rpc.call("getblock", '"' + hash.text() + '"');
      JsonValue coinbase = block.member("tx").orElseThrow().elements().iterator().next();
      rewards.add(new Output(coinbase.text(), 0));
    }
  }

  /** The question to sign a transaction with one input and outputs that are alike. */
  private static String signing(Output spent, byte[] script, int outputs, long units) {
    ByteBuffer raw =
        ByteBuffer.allocate(64 + outputs * (9 + script.length)).order(ByteOrder.LITTLE_ENDIAN);
    raw.putInt(2).put((byte) 1);
    byte[] id = HexFormat.of().parseHex(spent.transaction());
    for (int i = id.length - 1; i >= 0; i--) {
      raw.put(id[i]);
    }
    raw.putInt(spent.index()).put((byte) 0).putInt(0xffffffff);
    if (outputs < 0xfd) {
      raw.put((byte) outputs);
    } else {
      raw.put((byte) 0xfd).putShort((short) outputs);
    }
    for (int i = 0; i < outputs; i++) {
      raw.putLong(units).put((byte) script.length).put(script);
    }
    raw.putInt(0);
    return Rpc.text(
        "signrawtransactionwithwallet",
        '"' + HexFormat.of().formatHex(raw.array(), 0, raw.position()) + '"');
  }

  @Override
  public long mine() throws IOException, InterruptedException {
    long count = 0;
    for (JsonValue hash :
        rpc.call("generatetoaddress", "1", '"' + addresses.getFirst() + '"').elements()) {
      JsonValue block = rpc.call("getblock", '"' + hash.text() + '"');
      count = block.member("nTx").orElseThrow().integer().longValueExact() - 1;
    }
    mined += count;
    return count;
  }

  @Override
  public OptionalDouble sync() throws IOException, InterruptedException {
    long wanted = rpc.call("getblockcount").integer().longValueExact();
    List<Integer> ports = FreePorts.from(0, 2);
    Rpc other = rpc(ports.getFirst());
    try (OwnProcess _ =
        OwnProcess.start(
            command(program, home.resolve("litecoin-2"), ports, List.of("-listen=0", "-connect=0")),
            ports.getFirst())) {
      awaitReady(other);
      long begin = System.nanoTime();
      var _ = other.call("addnode", "\"127.0.0.1:" + peerPort + '"', "\"onetry\"");
      while (other.call("getblockcount").integer().longValueExact() < wanted) {
        if (System.nanoTime() - begin > MAX_SYNC.toNanos()) {
          throw new IOException("the second " + name + " does not sync");
        }
        LockSupport.parkNanos(5_000_000);
      }
      return OptionalDouble.of(mined / ((System.nanoTime() - begin) / 1e9));
    } finally {
      other.close();
    }
  }

  @Override
  public void close() {
    rpc.close();
    process.close();
  }
}

package zveno.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import zveno.kernel.json.JsonValue;
import zveno.node.cli.FreePorts;

/** Anvil, the Ethereum node of developers: all in memory. */
final class Anvil implements OtherChain {

  private static final int ACCOUNTS = 8;
  private static final int AT_ONCE = 250;

  private final String name;
  private final OwnProcess process;
  private final Rpc rpc;
  private final List<String> accounts = new ArrayList<>();
  private final long[] nonces = new long[ACCOUNTS];
  private int next;

  private Anvil(String name, OwnProcess process, Rpc rpc) {
    this.name = name;
    this.process = process;
    this.rpc = rpc;
  }

  /** Starts it; nothing if it is not installed. */
  static Optional<Anvil> start() throws IOException, InterruptedException {
    Optional<Path> program = OwnProcess.onPath("anvil");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    String path = program.get().toString();
    int port = FreePorts.from(0, 1).getFirst();
    String name = OwnProcess.firstLine(path, "--version").replaceFirst(" Version:", "");
    List<String> command =
        List.of(
            path,
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--no-mining",
            "--accounts",
            Integer.toString(ACCOUNTS),
            "--gas-limit",
            "3000000000");
    OwnProcess process = OwnProcess.start(command, port);
    Anvil anvil =
        new Anvil(name, process, new Rpc(URI.create("http://127.0.0.1:" + port), Optional.empty()));
    for (JsonValue account : anvil.rpc.call("eth_accounts").elements()) {
      anvil.accounts.add(account.text());
    }
    return Optional.of(anvil);
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
    List<String> calls = new ArrayList<>();
    while (calls.size() < count) {
      List<String> questions = new ArrayList<>();
      for (int i = 0; i < Math.min(AT_ONCE, count - calls.size()); i++) {
        int account = next++ % ACCOUNTS;
        questions.add(
            Rpc.text(
                "eth_signTransaction",
                "{\"from\": \""
                    + accounts.get(account)
                    + "\", \"to\": \""
                    + accounts.get((account + 1) % ACCOUNTS)
                    + "\", \"gas\": \"0x5208\", \"gasPrice\": \"0x77359400\", \"value\": \"0x1\","
                    + " \"nonce\": \"0x"
                    + Long.toHexString(nonces[account]++)
                    + "\", \"chainId\": \"0x7a69\"}"));
      }
      for (JsonValue each : rpc.batch(questions)) {
        calls.add(Rpc.text("eth_sendRawTransaction", '"' + each.text() + '"'));
      }
    }
    return calls;
  }

  @Override
  public long mine() throws IOException, InterruptedException {
    var _ = rpc.call("evm_mine");
    JsonValue block = rpc.call("eth_getBlockByNumber", "\"latest\"", "false");
    long count = 0;
    for (JsonValue _ : block.member("transactions").orElseThrow().elements()) {
      count++;
    }
    return count;
  }

  @Override
  public OptionalDouble sync() {
    return OptionalDouble.empty();
  }

  @Override
  public void close() {
    rpc.close();
    process.close();
  }
}

package zveno.bench;

import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;

/** A node of another chain that takes signed transfers, and is measured beside ours. */
interface OtherChain extends AutoCloseable {

  /** Its name and version. */
  String name();

  /**
   * Signs transfers that have not been sent yet, from eight accounts.
   *
   * @return calls that send one each
   */
  List<String> signed(int count) throws IOException, InterruptedException;

  /** How it is called. */
  Rpc rpc();

  /** Mines what waits; returns how many transfers that was. */
  long mine() throws IOException, InterruptedException;

  /**
   * A new node takes over all blocks; returns how many transfers it takes over in a second, or
   * nothing if this chain knows no other nodes.
   */
  OptionalDouble sync() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}

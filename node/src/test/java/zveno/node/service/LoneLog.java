package zveno.node.service;

import java.util.List;
import java.util.Optional;
import zveno.node.service.UnavailableException.Reason;
import zveno.node.storage.schema.LogPosition;

/**
 * A log of one member in memory, for tests: what is appended is applied at once, unless there is no
 * majority.
 */
public final class LoneLog implements ReplicatedLog {

  private final ChainService service;
  private long index = -1;
  private volatile boolean majority = true;
  private volatile boolean leads = true;

  private LoneLog(ChainService service) {
    this.service = service;
  }

  /** Has a service that is not started yet take its changes from such a log. */
  public static LoneLog of(ChainService service) {
    LoneLog log = new LoneLog(service);
    service.replicate(log);
    return log;
  }

  /** Whether entries are confirmed. */
  public void majority(boolean there) {
    majority = there;
  }

  /** Whether this member leads. */
  public void leads(boolean now) {
    leads = now;
  }

  @Override
  public synchronized void append(byte[] entry) {
    if (!majority) {
      throw new UnavailableException(Reason.BUSY, "there is no majority");
    }
    service.apply(new LogPosition(1, ++index), entry);
  }

  /** Applies an entry once more, as if its sender had appended it twice. */
  public synchronized void again(byte[] entry) {
    service.apply(new LogPosition(1, ++index), entry);
  }

  @Override
  public void awaitCurrent() {
    if (!majority) {
      throw new UnavailableException(Reason.BUSY, "there is no majority");
    }
  }

  @Override
  public Optional<String> whyNoBlocks() {
    return leads ? Optional.empty() : Optional.of("blocks are made by the cluster's leader, b");
  }

  @Override
  public ClusterState state() {
    return new ClusterState(
        "00000000-0000-4000-8000-000000000000",
        "a",
        majority ? Optional.of(leads ? "a" : "b") : Optional.empty(),
        1,
        index,
        index,
        0,
        List.of(
            new ClusterState.Member("a", "127.0.0.1:1", "http://127.0.0.1:2", index),
            new ClusterState.Member("b", "127.0.0.1:3", "http://127.0.0.1:4", -1)));
  }

  @Override
  public void add(String name, String address, String url) {
    if (!majority) {
      throw new UnavailableException(Reason.BUSY, "there is no majority");
    }
    if (name.equals("a") || name.equals("b")) {
      throw new UnavailableException(Reason.UNCONFIGURED, "there is a member of this name");
    }
  }

  @Override
  public void remove(String name) {
    if (!majority) {
      throw new UnavailableException(Reason.BUSY, "there is no majority");
    }
    if (name.equals("a")) {
      throw new UnavailableException(Reason.UNCONFIGURED, "the last member stays");
    }
  }

  @Override
  public void onLeaderChange(Runnable listener) {
    // it is changed before anything listens
  }
}

package zveno.node.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.Tip;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TxId;
import zveno.kernel.model.Work;
import zveno.node.follow.PeerCounts;
import zveno.node.miner.MinerState;
import zveno.node.miner.MiningMode;
import zveno.node.miner.Pace;
import zveno.node.service.ChainEvent.BlockAdded;
import zveno.node.service.ChainEvent.EntryAccepted;
import zveno.node.service.ChainEvent.EntryDropped;
import zveno.node.service.ChainEvent.EntryRemoved;
import zveno.node.service.ChainEvent.Reorganised;
import zveno.node.service.TransientEvent;

/** The bytes of each event in the stream: clients read them, among them other nodes. */
class EventJsonTest {

  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final String OTHER = "fedcba9876543210".repeat(4);
  private static final BlockId BLOCK = new BlockId(Hash.parse(HASH).orElseThrow());
  private static final BlockId PARENT = new BlockId(Hash.parse(OTHER).orElseThrow());
  private static final Work WORK = new Work(new BigInteger("123456789012345678901234567890"));
  private static final EntryKey ENTRY =
      new EntryKey(
          new EntryId(UUID.fromString("01234567-89ab-cdef-0123-456789abcdef")),
          new TxId(Hash.parse(OTHER).orElseThrow()));

  private static void check(EventJson event, String title, String json) {
    assertThat(event.title()).isEqualTo(title);
    assertThat(event.json()).isEqualTo(json.replace("HASH", HASH).replace("OTHER", OTHER));
  }

  @Test
  void block() {
    check(
        EventJson.of(new BlockAdded(17, BLOCK, PARENT, WORK, 3), Optional.empty()),
        "block",
        """
        {"height": 17, "hash": "HASH", "previousHash": "OTHER", \
        "chainWork": "123456789012345678901234567890", "transactions": 3}\
        """);
  }

  @Test
  void reorganisation() {
    check(
        EventJson.of(new Reorganised(5, 1, 2, 7, BLOCK, WORK), Optional.empty()),
        "reorganisation",
        """
        {"forkHeight": 5, "leaving": 1, "joining": 2, "height": 7, "hash": "HASH", \
        "chainWork": "123456789012345678901234567890"}\
        """);
  }

  @Test
  void transaction() {
    check(
        EventJson.of(new EntryAccepted(ENTRY, 18), Optional.empty()),
        "transaction",
        """
        {"id": "OTHER", "entry": "01234567-89ab-cdef-0123-456789abcdef", "block": 18}\
        """);
  }

  @Test
  void removed() {
    check(
        EventJson.of(new EntryRemoved(ENTRY), Optional.empty()),
        "removed",
        """
        {"id": "OTHER", "entry": "01234567-89ab-cdef-0123-456789abcdef"}\
        """);
  }

  @Test
  void dropped() {
    check(
        EventJson.of(new EntryDropped(ENTRY, "expired"), Optional.empty()),
        "dropped",
        """
        {"id": "OTHER", "entry": "01234567-89ab-cdef-0123-456789abcdef", "reason": "expired"}\
        """);
  }

  @Test
  void reset() {
    check(
        EventJson.reset(11, 20, new Tip(BLOCK, 7, WORK)),
        "reset",
        """
        {"oldest": 11, "newest": 20, "height": 7, "hash": "HASH", \
        "chainWork": "123456789012345678901234567890"}\
        """);
  }

  @Test
  void confirmedAndUnconfirmed() {
    check(
        EventJson.confirmed(7, BLOCK, 3, 2),
        "confirmed",
        """
        {"height": 7, "hash": "HASH", "confirmations": 3, "transactions": 2}\
        """);
    check(
        EventJson.unconfirmed(5, 7, 3),
        "unconfirmed",
        """
        {"forkHeight": 5, "from": 6, "to": 7, "confirmations": 3}\
        """);
  }

  @Test
  void peers() {
    check(
        EventJson.of(new PeerCounts(4, 2)),
        "peers",
        """
        {"count": 4, "following": 2}\
        """);
  }

  @Test
  void miner() {
    check(
        EventJson.of(
            new MinerState(
                Optional.of(Instant.parse("2026-11-30T10:15:30Z")),
                new Pace(MiningMode.WHEN_WAITING, Duration.ofMillis(2_500)),
                2,
                KernelKind.SCALAR,
                1_234.6,
                99,
                3,
                OptionalDouble.empty())),
        "miner",
        """
        {"running": true, "since": "2026-11-30T10:15:30Z", "mode": "when-waiting", \
        "blockIntervalSeconds": 2.5, "threads": 2, "kernel": "scalar", "lanes": 1, \
        "hashRate": 1235, "tried": 99, "found": 3, "expectedSeconds": null}\
        """);
  }

  @Test
  void anEventWithoutANameIsAFaultOfOurs() {
    TransientEvent other = new TransientEvent() {};
    assertThatThrownBy(() -> EventJson.of(other)).isInstanceOf(IllegalStateException.class);
  }
}

package zveno.node.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;
import zveno.kernel.pool.PoolAdmission;
import zveno.kernel.rules.PoolReason;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.schema.KeptAnswer;
import zveno.node.storage.schema.UsedKey;

/**
 * What was answered to posts with idempotency keys. An answer reaches the disk in the batch that
 * holds its transactions, and is taken out some time after {@link #KEPT}. There are never more of
 * them than transactions were accepted in that time, since an answer that accepts none is not kept.
 * For the writer's thread.
 */
final class KeptAnswers {

  /** How long an answer is kept at least, by the node's clock. */
  static final Duration KEPT = Duration.ofHours(24);

  /** So many old ones are taken out with each commit at least, and twice what it adds. */
  private static final int SWEPT_AT_ONCE = 16;

  private static final PoolAdmission.Refused REFUSED_BEFORE =
      new PoolAdmission.Refused(PoolReason.BEFORE, PoolReason.BEFORE.sentence());

  private final RocksStore store;
  private final Clock clock;

  /** Those of the batch that is being made. */
  private final Map<Hash, KeptAnswer> fresh = new HashMap<>();

  /** All before it have been taken out; to look for them again would take time. */
  private UsedKey sweptTo = UsedKey.FIRST;

  KeptAnswers(RocksStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** To be called before a batch is made. */
  void begin() {
    fresh.clear();
  }

  Optional<KeptAnswer> find(IdempotencyKey key) {
    return Optional.ofNullable(fresh.get(key.name())).or(() -> store.live().answerTo(key.name()));
  }

  /**
   * The first answer again; nothing if the key came with another request then. The same bytes may
   * be other transactions to another version of the node: that is another request, too.
   *
   * @param selfNamed whether the transactions name themselves, so that it is known which of them
   *     were accepted; otherwise those were the first ones
   */
  static Optional<Submission> repeat(
      KeptAnswer answer, IdempotencyKey key, List<Transaction> transactions, boolean selfNamed) {
    if (!answer.request().equals(key.request())
        || transactions.size() != answer.entries().size() + answer.refused()) {
      return Optional.empty();
    }
    List<EntryId> kept = answer.entries();
    List<EntryKey> accepted = new ArrayList<>(kept.size());
    TreeMap<Integer, PoolAdmission.Refused> refusals = new TreeMap<>();
    for (int i = 0; i < transactions.size(); i++) {
      TxId id = transactions.get(i).id();
      int next = accepted.size();
      if (next < kept.size() && (!selfNamed || kept.get(next).equals(EntryId.of(id)))) {
        accepted.add(new EntryKey(kept.get(next), id));
      } else if (selfNamed) {
        refusals.put(i, REFUSED_BEFORE);
      }
    }
    return Optional.of(
        new Submission(
            accepted, transactions.size() - accepted.size(), answer.block(), true, refusals, 0));
  }

  /** Keeps an answer, unless nothing was accepted: then it may go better the next time. */
  void keep(IdempotencyKey key, Submission answer, RocksBatch batch) {
    if (answer.accepted().isEmpty()) {
      return;
    }
    KeptAnswer kept =
        new KeptAnswer(
            Instant.ofEpochMilli(Math.max(0, clock.millis())),
            key.request(),
            answer.block(),
            answer.refused(),
            answer.accepted().stream().map(EntryKey::id).toList());
    fresh.put(key.name(), kept);
    batch.keepAnswer(key.name(), kept);
  }

  /** Keeps the name of something that must not be done twice, like the answer to a post. */
  void mark(IdempotencyKey name, RocksBatch batch) {
    Instant now = Instant.ofEpochMilli(Math.max(0, clock.millis()));
    KeptAnswer kept = new KeptAnswer(now, name.request(), 0, 0, List.of());
    fresh.put(name.name(), kept);
    batch.keepAnswer(name.name(), kept);
  }

  /** Takes some old ones out, if there are new ones. */
  void sweep(RocksBatch batch) {
    if (fresh.isEmpty()) {
      return;
    }
    int most = Math.max(SWEPT_AT_ONCE, 2 * fresh.size());
    List<UsedKey> old = store.live().keysUsedBefore(sweptTo, clock.instant().minus(KEPT), most);
    old.forEach(batch::forgetAnswer);
    if (!old.isEmpty()) {
      sweptTo = old.getLast(); // if the batch fails, the next start begins at the first again
    }
  }
}

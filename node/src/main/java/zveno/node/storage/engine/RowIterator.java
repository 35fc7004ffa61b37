package zveno.node.storage.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import zveno.node.storage.errors.RocksErrors;
import zveno.node.storage.schema.Column;

/**
 * Goes over the rows between two keys. For one thread, but closing by another, closing twice, or
 * going on after the store has been closed does no harm.
 */
public final class RowIterator implements AutoCloseable {

  /** What the caller is going to read. */
  public enum Plan {
    /** A few rows; others may want them too. */
    A_FEW,
    /** Iterates over keys with different prefixes, without prefix filters. */
    ACROSS_PREFIXES,
    /** All rows of a column, whatever its prefixes, one after the other. */
    ALL,
    /**
     * Single rows, each looked for by {@link RowIterator#from} among those whose keys begin with
     * the same bytes; a search gives up where too many have been removed.
     */
    BY_PREFIX,
    /** Very many, one after the other, so that they are not to push all else out of the cache. */
    A_LONG_RUN
  }

  /** What the rows are read from, and what is kept open for them. */
  interface Source {

    /**
     * Refuses to read from a store that has been closed.
     *
     * @throws IllegalStateException if the store has been closed
     */
    void requireOpen();

    /** The rows have been closed. */
    void leave();
  }

  private static final int READ_AHEAD = 256 << 10;

  /** How many removed rows a search of {@link Plan#BY_PREFIX} passes over. */
  private static final int MAX_REMOVED = 100;

  private final Source source;
  private final Engine engine;
  private final RocksIterator iterator;
  private final List<AbstractNativeReference> owned = new ArrayList<>();
  private boolean valid;
  private boolean gaveUp;
  private boolean closed;

  RowIterator(
      Source source,
      Engine engine,
      Column column,
      ReadOptions options,
      Plan plan,
      byte[] from,
      byte @Nullable [] to) {
    this.source = source;
    this.engine = engine;
    if (from.length > 0) {
      options.setIterateLowerBound(own(new Slice(from)));
    }
    if (to != null) {
      options.setIterateUpperBound(own(new Slice(to)));
    }
    if (plan == Plan.ACROSS_PREFIXES || plan == Plan.ALL) {
      options.setTotalOrderSeek(true);
    }
    if (plan == Plan.BY_PREFIX) {
      options.setPrefixSameAsStart(true).setMaxSkippableInternalKeys(MAX_REMOVED);
    }
    if (plan == Plan.A_LONG_RUN || plan == Plan.ALL) {
      options.setFillCache(false).setReadaheadSize(READ_AHEAD);
    }
    owned.add(options);
    iterator = engine.db().newIterator(engine.handle(column), options);
  }

  private Slice own(Slice slice) {
    owned.add(slice);
    return slice;
  }

  /** Goes to the first row; false if there is none. */
  public synchronized boolean first() {
    requireOpen();
    iterator.seekToFirst();
    return arrived();
  }

  /** Goes to the last row; false if there is none. */
  public synchronized boolean last() {
    requireOpen();
    iterator.seekToLast();
    return arrived();
  }

  /** Goes to the first row that is not before {@code key}. */
  public synchronized boolean from(byte[] key) {
    requireOpen();
    iterator.seek(key);
    return arrived();
  }

  /** Has the last search of {@link Plan#BY_PREFIX} met too many removed rows to continue? */
  public synchronized boolean gaveUp() {
    return gaveUp;
  }

  /** Goes to the last row that is not after {@code key}. */
  public synchronized boolean upTo(byte[] key) {
    requireOpen();
    iterator.seekForPrev(key);
    return arrived();
  }

  /** Goes to the row after this one; false at the end. */
  public synchronized boolean next() {
    requireOpen();
    if (valid) {
      iterator.next();
      return arrived();
    }
    return false;
  }

  /** Goes to the row before this one; false at the beginning. */
  public synchronized boolean previous() {
    requireOpen();
    if (valid) {
      iterator.prev();
      return arrived();
    }
    return false;
  }

  public synchronized byte[] key() {
    insistThere();
    return iterator.key();
  }

  public synchronized byte[] value() {
    insistThere();
    return iterator.value();
  }

  /** Copies as much of the key as there is room for; returns its whole length. */
  public synchronized int key(byte[] target) {
    insistThere();
    return iterator.key(target);
  }

  /** Copies as much of the value as there is room for; returns its whole length. */
  public synchronized int value(byte[] target) {
    insistThere();
    return iterator.value(target);
  }

  private boolean arrived() {
    valid = iterator.isValid();
    gaveUp = false;
    if (!valid) {
      complain();
    }
    return valid;
  }

  /** An iterator that has met a damaged file looks like one that is at its end. */
  private void complain() {
    try {
      iterator.status();
    } catch (RocksDBException e) {
      Status status = e.getStatus();
      if (status == null || status.getCode() != Status.Code.Incomplete) {
        throw RocksErrors.of(e, engine.name());
      }
      gaveUp = true;
    }
  }

  private void insistThere() {
    requireOpen();
    if (!valid) {
      throw new IllegalStateException("there is no row here");
    }
  }

  private void requireOpen() {
    source.requireOpen();
    if (closed) {
      throw new IllegalStateException("these rows have been closed");
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      iterator.close();
      owned.forEach(AbstractNativeReference::close);
      source.leave();
    }
  }
}

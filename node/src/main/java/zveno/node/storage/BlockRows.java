package zveno.node.storage;

import java.util.List;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.BlockSink;
import zveno.kernel.chain.StoredBlock;
import zveno.kernel.chain.TxIndexEntry;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryKey;
import zveno.kernel.state.StateChanges;
import zveno.node.storage.engine.WriteOp;
import zveno.node.storage.schema.BlockRow;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.MemoRow;
import zveno.node.storage.schema.StateKeys;

/**
 * The rows that new blocks make, wherever they go.
 *
 * @param target takes them
 */
record BlockRows(Target target) implements BlockSink {

  /** What becomes of a row. */
  @FunctionalInterface
  interface Target {
    void put(Column column, byte[] key, byte[] value);
  }

  @Override
  public void add(BlockPosition where, StoredBlock block, List<TxIndexEntry> carried) {
    target.put(Column.BLOCKS, Keys.block(where.branch(), where.height()), BlockRow.of(block));
    byte[] height = Keys.number(where.height());
    target.put(Column.HASHES, Keys.hash(block.id().hash(), where.branch()), height);
    for (int position = 0; position < carried.size(); position++) {
      TxIndexEntry one = carried.get(position);
      putMark(Column.TRANSACTIONS, Keys.standing(one.id().hash(), where, position));
      for (Hash address : one.addresses()) {
        putMark(Column.ADDRESSES, Keys.standing(address, where, position));
      }
    }
  }

  @Override
  public void putMemo(BlockPosition where, BlockMemo memo) {
    byte[] key = Keys.block(where.branch(), where.height());
    target.put(Column.MEMOS, key, MemoRow.of(memo));
  }

  @Override
  public void putEntry(EntryKey entry, BlockPosition where) {
    byte[] key = Keys.entryIn(entry, where.branch());
    target.put(Column.ENTRY_BLOCKS, key, Keys.number(where.height()));
  }

  @Override
  public void putState(BlockPosition where, StateChanges changes) {
    if (!changes.isEmpty()) {
      byte[] key = Keys.block(where.branch(), where.height());
      target.put(Column.STATE_KEYS, key, StateKeys.list(changes.keys()));
      changes.forEach((name, value) ->
          target.put(Column.STATE, StateKeys.row(name, where), value.orElse(WriteOp.NOTHING)));
    }
  }

  private void putMark(Column column, byte[] key) {
    target.put(column, key, WriteOp.NOTHING);
  }
}

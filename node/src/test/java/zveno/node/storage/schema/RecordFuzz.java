package zveno.node.storage.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HexFormat;
import java.util.function.Function;
import zveno.kernel.chain.StoredBlock;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.storage.errors.StoreDamagedException;

/**
 * Bytes that come from the disk are a record, which is written as it was read, or are called damage
 * by name.
 */
class RecordFuzz {

  @FuzzTest
  void isARecordOrDamage(FuzzedDataProvider data) {
    int kind = data.consumeInt(0, 6);
    byte[] key = Keys.number(data.consumeLong());
    byte[] row = data.consumeRemainingAsBytes();
    switch (kind) {
      case 0 -> check(row, bytes -> plain(BlockRow.block(bytes)), RecordFuzz::written);
      case 1 -> check(row, bytes -> PoolRow.entry(7, bytes, Blocks.EASY.codec()), PoolRow::of);
      case 2 -> check(row, bytes -> BranchRow.branch(key, bytes), BranchRow::of);
      case 3 -> check(row, Meta::tip, Meta::tip);
      case 4 -> check(row, Meta::pool, Meta::pool);
      case 5 -> check(row, MemoRow::memo, MemoRow::of);
      default -> check(row, Meta::parameters, Meta::parameters);
    }
  }

  private static <T> void check(byte[] row, Function<byte[], T> read, Function<T, byte[]> write) {
    T record;
    try {
      record = read.apply(row);
    } catch (StoreDamagedException e) {
      assertThat(e).hasMessageContaining("unreadable");
      return;
    }
    assertThat(read.apply(write.apply(record))).isEqualTo(record);
  }

  /** Two of them are equal if all in them is. */
  private record PlainBlock(String id, String chainWork, String bytes, StoredBlock block) {

    @Override
    public boolean equals(Object other) {
      return other instanceof PlainBlock plain && toString().equals(plain.toString());
    }

    @Override
    public int hashCode() {
      return toString().hashCode();
    }

    @Override
    public String toString() {
      return id + " " + chainWork + " " + bytes;
    }
  }

  private static PlainBlock plain(StoredBlock block) {
    return new PlainBlock(
        block.id().hex(),
        block.chainWork().units().toString(),
        HexFormat.of().formatHex(block.bytes()),
        block);
  }

  private static byte[] written(PlainBlock plain) {
    return BlockRow.of(plain.block());
  }
}

package zveno.node.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import zveno.node.storage.engine.EngineSizes;

/**
 * Settings of a store.
 *
 * @param folder its folder; not used in memory
 * @param inMemory whether it is in memory only
 * @param durability when a commit is acknowledged
 * @param acceptLoss whether to continue with what is left of a store that is damaged or lacks
 *     acknowledged commits
 * @param parameters the parameters of a new store; an existing store keeps its own
 * @param sizes how much the engine may use
 * @param reserve bytes of the file system that writing leaves free; if absent, an eighth of the
 *     file system or 32 MiB, whichever is smaller
 * @param patience how long closing waits for readers and writers
 */
public record StoreSettings(
    Path folder,
    boolean inMemory,
    Durability durability,
    boolean acceptLoss,
    Map<String, String> parameters,
    EngineSizes sizes,
    OptionalLong reserve,
    Duration patience) {

  /** Short: users of a store are asked to stop before it is closed. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  public StoreSettings {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    if (reserve.orElse(0) < 0) {
      throw new IllegalArgumentException("a reserve cannot be negative: " + reserve);
    }
  }

  /** A safe store in a folder. */
  public static StoreSettings in(Path folder) {
    return new StoreSettings(
        folder,
        false,
        Durability.SYNC,
        false,
        Map.of(),
        EngineSizes.SMALL,
        OptionalLong.empty(),
        PATIENCE);
  }

  /** A store that is gone when it is closed. */
  public static StoreSettings ephemeral() {
    return new StoreSettings(
        Path.of(""),
        true,
        Durability.OS,
        false,
        Map.of(),
        EngineSizes.SMALL,
        OptionalLong.empty(),
        PATIENCE);
  }

  /** These settings with another durability. */
  public StoreSettings with(Durability other) {
    return new StoreSettings(
        folder, inMemory, other, acceptLoss, parameters, sizes, reserve, patience);
  }

  /** These settings with these parameters for a new store. */
  public StoreSettings with(Map<String, String> others) {
    return new StoreSettings(
        folder, inMemory, durability, acceptLoss, others, sizes, reserve, patience);
  }

  /** These settings with other sizes. */
  public StoreSettings with(EngineSizes others) {
    return new StoreSettings(
        folder, inMemory, durability, acceptLoss, parameters, others, reserve, patience);
  }

  /** These settings with a reserve of this many bytes; 0 to write until the disk is full. */
  public StoreSettings withReserve(long bytes) {
    return new StoreSettings(
        folder,
        inMemory,
        durability,
        acceptLoss,
        parameters,
        sizes,
        OptionalLong.of(bytes),
        patience);
  }

  /** These settings with another time-out. */
  public StoreSettings withPatience(Duration other) {
    return new StoreSettings(
        folder, inMemory, durability, acceptLoss, parameters, sizes, reserve, other);
  }

  /** These settings with accepted loss; for one start, by an operator. */
  public StoreSettings acceptingLoss() {
    return new StoreSettings(
        folder, inMemory, durability, true, parameters, sizes, reserve, patience);
  }

  /** These settings without accepted loss. */
  StoreSettings acceptingNoLoss() {
    return new StoreSettings(
        folder, inMemory, durability, false, parameters, sizes, reserve, patience);
  }
}

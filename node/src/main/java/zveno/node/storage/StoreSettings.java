package zveno.node.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How a store is to be opened.
 *
 * @param folder where it lies; means nothing in memory
 * @param inMemory whether it lives in memory only, and leaves no file behind
 * @param durability when a commit is acknowledged
 * @param acceptLoss whether to go on with what is left, if a store comes back without commits that
 *     it had acknowledged, or without its record of them
 * @param parameters what a new store is to remember; an existing store keeps what it has
 * @param sizes how much the engine may use
 * @param reserve bytes of the file system that writing leaves free; if absent, an eighth of the
 *     file system or 32 MiB, whichever is smaller
 * @param patience how long closing waits for those who still read or write
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

  /** Short: whoever closes a store has asked its users to leave before. */
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

  /** The same with another durability. */
  public StoreSettings with(Durability other) {
    return new StoreSettings(
        folder, inMemory, other, acceptLoss, parameters, sizes, reserve, patience);
  }

  /** The same with these parameters, should the store be created. */
  public StoreSettings with(Map<String, String> others) {
    return new StoreSettings(
        folder, inMemory, durability, acceptLoss, others, sizes, reserve, patience);
  }

  /** The same with other sizes. */
  public StoreSettings with(EngineSizes others) {
    return new StoreSettings(
        folder, inMemory, durability, acceptLoss, parameters, others, reserve, patience);
  }

  /** The same with a reserve of so many bytes; 0 to write until the disk is full. */
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

  /** The same with another patience. */
  public StoreSettings withPatience(Duration other) {
    return new StoreSettings(
        folder, inMemory, durability, acceptLoss, parameters, sizes, reserve, other);
  }

  /** The same, but lost commits are put up with; to be said by a person, once. */
  public StoreSettings acceptingLoss() {
    return new StoreSettings(
        folder, inMemory, durability, true, parameters, sizes, reserve, patience);
  }

  /** The same, but lost commits are not put up with. */
  StoreSettings acceptingNoLoss() {
    return new StoreSettings(
        folder, inMemory, durability, false, parameters, sizes, reserve, patience);
  }
}

package zveno.node.miner;

import java.util.Arrays;
import java.util.Optional;

/** For what a miner that runs makes blocks. */
public enum MiningMode {

  /** One block after the other, with the reward alone if nothing waits. */
  ALWAYS("always"),

  /** A block when transactions wait. */
  WHEN_WAITING("when-waiting");

  private final String title;

  MiningMode(String title) {
    this.title = title;
  }

  /** How options and the API name it. */
  public String title() {
    return title;
  }

  /** The one that is named so; nothing if there is none. */
  public static Optional<MiningMode> named(String title) {
    return Arrays.stream(values()).filter(mode -> mode.title.equals(title)).findFirst();
  }
}

package zveno.kernel.bytes;

import java.time.Duration;

/** How much of something, in words that people read: {@code 1 block}, {@code 8 seconds}. */
public final class Quantity {

  private Quantity() {}

  /**
   * A number of things.
   *
   * @param noun for one of them; its plural must end with an {@code s} more, or {@code ies} for
   *     {@code y}
   */
  public static String of(long number, String noun) {
    if (number == 1) {
      return "1 " + noun;
    }
    String many = noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    return number + " " + many;
  }

  /** In seconds; in milliseconds, if it is not a whole number of seconds. */
  public static String of(Duration time) {
    return time.toMillisPart() == 0
        ? of(time.toSeconds(), "second")
        : of(time.toMillis(), "millisecond");
  }
}

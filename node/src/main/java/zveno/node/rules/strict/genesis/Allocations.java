package zveno.node.rules.strict.genesis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.keys.Address;

/** What accounts have at the beginning, as it is typed. */
final class Allocations {

  private Allocations() {}

  /**
   * Reads what is typed.
   *
   * @param typed each {@code ADDRESS=UNITS}
   * @throws IllegalArgumentException if one is not of that form, or an address comes twice; the
   *     message begins with the option
   */
  static Map<Address, Coins> read(List<String> typed) {
    Map<Address, Coins> all = new LinkedHashMap<>();
    for (String text : typed) {
      String[] parts = text.split("=", 2);
      if (parts.length != 2 || !parts[1].matches("\\d{1,16}")) {
        throw new IllegalArgumentException("--allocate must be ADDRESS=UNITS, not " + text);
      }
      Address address =
          switch (Address.read(parts[0])) {
            case Address.Reading.Valid valid -> valid.address();
            case Address.Reading.Invalid invalid ->
                throw new IllegalArgumentException("--allocate " + text + ": " + invalid.reason());
          };
      if (all.putIfAbsent(address, coins(Long.parseLong(parts[1]))) != null) {
        throw new IllegalArgumentException("--allocate names " + parts[0] + " twice");
      }
    }
    return all;
  }

  private static Coins coins(long units) {
    if (units > Coins.MAX_UNITS) {
      throw new IllegalArgumentException(
          "--allocate must be 0 to " + Coins.MAX_UNITS + " units, not " + units);
    }
    return new Coins(units);
  }
}

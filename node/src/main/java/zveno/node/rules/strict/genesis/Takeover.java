package zveno.node.rules.strict.genesis;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Parameters;
import zveno.kernel.rules.strict.keys.Address;
import zveno.node.config.CommandException;

/**
 * What a new chain allocates because of the balances of another.
 *
 * @param allocations who has what at its beginning
 * @param report of what was taken over and what was not, in lines, for people
 */
record Takeover(Map<Address, Coins> allocations, List<String> report) {

  /**
   * Takes over all balances that are large enough.
   *
   * @param least what an account must have
   * @param given what others have at the beginning
   * @throws CommandException if there are too many accounts, or one is given something as well
   */
  static Takeover of(StuckChain chain, Coins least, Map<Address, Coins> given) {
    Map<Address, Coins> all = new LinkedHashMap<>();
    chain
        .balances()
        .forEach((owner, sum) -> {
          if (sum.compareTo(least) >= 0) {
            all.put(owner, sum);
          }
        });
    Coins taken = sum(all);
    int count = all.size();
    given.forEach((owner, sum) -> {
      if (all.putIfAbsent(owner, sum) != null) {
        throw CommandException.badInput("--allocate names " + owner + ", which has a balance");
      }
    });
    if (all.size() > Parameters.MAX_ALLOCATIONS) {
      throw tooMany(chain, all.size(), given.size());
    }
    List<String> report =
        List.of(
            "taken over: %s with %s after block %d %s"
                .formatted(
                    Quantity.of(count, "account"),
                    Quantity.of(taken.units(), "unit"),
                    chain.height(),
                    chain.tip()),
            "left out: %s with less than %s, %s"
                .formatted(
                    Quantity.of(chain.balances().size() - (long) count, "account"),
                    Quantity.of(least.units(), "unit"),
                    Quantity.of(sum(chain.balances()).units() - taken.units(), "unit")));
    return new Takeover(all, count == chain.balances().size() ? report.subList(0, 1) : report);
  }

  private static Coins sum(Map<Address, Coins> balances) {
    return balances.values().stream().reduce(Coins.NONE, Coins::plus);
  }

  private static CommandException tooMany(StuckChain chain, int count, int given) {
    long room = Parameters.MAX_ALLOCATIONS - (long) given;
    Coins tooSmall =
        chain.balances().values().stream()
            .sorted(Comparator.reverseOrder())
            .skip(Math.max(0, room))
            .findFirst()
            .orElse(Coins.NONE);
    return CommandException.badInput(
        "a first block has room for %d accounts, not for %d: leave the small ones out with --at-least %d"
            .formatted(Parameters.MAX_ALLOCATIONS, count, tooSmall.units() + 1));
  }
}

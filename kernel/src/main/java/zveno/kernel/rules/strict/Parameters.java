package zveno.kernel.rules.strict;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import zveno.kernel.bytes.OneLine;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.work.CompactBits;

/**
 * What a net has agreed on before its first block.
 *
 * @param network a name for people, 1 to 32 of a–z, 0–9 and -
 * @param spacing seconds between blocks, 1 to 86,400
 * @param halfLife how many seconds the schedule must be missed by to double or halve the target, 16
 *     · spacing to 30 days; the clock stops for longer pauses
 * @param limit the easiest target
 * @param reward units for each block, before any halving
 * @param halving after how many blocks the reward is halved, 0 for never, up to 2^53 − 1
 * @param maturity how many blocks later a reward may be spent, 0 to 10,000
 * @param allocations who has what at the beginning, each at least 1, at most 10,000 accounts
 * @param blockBytes the largest block in canonical bytes, 128 KiB to 32 MiB
 */
public record Parameters(
    String network,
    long spacing,
    long halfLife,
    CompactBits limit,
    Coins reward,
    long halving,
    long maturity,
    Map<Address, Coins> allocations,
    int blockBytes) {

  /** The version of these rules. */
  public static final int RULES = 1;

  /** The largest block that parameters may allow, in bytes. */
  public static final int MAX_BLOCK_BYTES = 32 * 1024 * 1024;

  /** The largest number of accounts with something at the beginning. */
  public static final int MAX_ALLOCATIONS = 10_000;

  private static final int MIN_BLOCK_BYTES = 128 * 1024;
  private static final int MAX_NETWORK = 32;
  private static final long MAX_SPACING = 86_400;
  private static final long MIN_HALF_LIFE_IN_SPACINGS = 16;
  private static final long MAX_HALF_LIFE = 30L * 86_400;
  private static final long MAX_MATURITY = 10_000;

  private static final CompactBits EASIEST = new CompactBits(0x207fffffL);

  private static final Members.Shape SHAPE =
      Members.Shape.of(
          "parameters",
          "allocations",
          "block_bytes",
          "half_life",
          "halving",
          "limit",
          "maturity",
          "network",
          "reward",
          "rules",
          "spacing");

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Parameters {
    if (!isNetwork(network)) {
      throw new IllegalArgumentException(networkRule());
    }
    within("spacing", spacing, 1, MAX_SPACING);
    within("half_life", halfLife, MIN_HALF_LIFE_IN_SPACINGS * spacing, MAX_HALF_LIFE);
    within("halving", halving, 0, Coins.MAX_UNITS);
    within("maturity", maturity, 0, MAX_MATURITY);
    within("block_bytes", blockBytes, MIN_BLOCK_BYTES, MAX_BLOCK_BYTES);
    within("the number of allocations", allocations.size(), 0, MAX_ALLOCATIONS);
    allocations = Map.copyOf(allocations);
    long sum = 0;
    for (Coins each : allocations.values()) {
      within("each of allocations", each.units(), 1, Coins.MAX_UNITS);
      sum += each.units(); // 10,000 of 2^53 would pass 2^63
      within("the sum of allocations", sum, 1, Coins.MAX_UNITS);
    }
  }

  /** What is usual for a net of this name, with nothing allocated. */
  public static Parameters usual(String network) {
    long spacing = 10;
    return new Parameters(
        network, spacing, usualHalfLife(spacing), EASIEST, new Coins(50), 0, 10, Map.of(), 4 << 20);
  }

  /** 288 spacings, at least an hour and at most 30 days. */
  public static long usualHalfLife(long spacing) {
    return Math.clamp(288 * spacing, 3_600L, MAX_HALF_LIFE);
  }

  static Parameters decode(JsonValue json) throws RefusedException {
    Members members = Members.read(json, SHAPE);
    members.integer("rules", RULES, RULES);
    String network = members.text("network");
    if (!isNetwork(network)) {
      throw RefusedException.form(networkRule());
    }
    long spacing = members.integer("spacing", 1, MAX_SPACING);
    long halfLife =
        members.integer("half_life", MIN_HALF_LIFE_IN_SPACINGS * spacing, MAX_HALF_LIFE);
    return new Parameters(
        network,
        spacing,
        halfLife,
        bits("limit", members),
        members.coins("reward"),
        members.integer("halving", 0, Coins.MAX_UNITS),
        members.integer("maturity", 0, MAX_MATURITY),
        allocations(members.get("allocations")),
        (int) members.integer("block_bytes", MIN_BLOCK_BYTES, MAX_BLOCK_BYTES));
  }

  static CompactBits bits(String name, Members members) throws RefusedException {
    long bits = members.integer(name, 0, Integer.toUnsignedLong(-1));
    return CompactBits.of(bits)
        .orElseThrow(() ->
            RefusedException.form(
                name
                    + " must be the shortest compact form of a target from 1 to 2^256 - 1,"
                    + " not "
                    + bits));
  }

  private static Map<Address, Coins> allocations(JsonValue json) throws RefusedException {
    if (json.kind() != JsonKind.OBJECT) {
      throw RefusedException.form("allocations must be an object, from addresses to units");
    }
    Map<Address, Coins> allocations = new LinkedHashMap<>();
    long sum = 0;
    for (JsonValue.Member member : json.members()) {
      if (allocations.size() == MAX_ALLOCATIONS) {
        throw RefusedException.form("allocations must be at most " + MAX_ALLOCATIONS);
      }
      String name = "allocations, \"" + OneLine.of(member.name()) + "\"";
      Address address = Members.address(name, member.name());
      Coins units = new Coins(Members.integer(name, member.value(), 1, Coins.MAX_UNITS));
      sum += units.units();
      if (sum > Coins.MAX_UNITS) {
        throw RefusedException.form("the sum of allocations must be at most " + Coins.MAX_UNITS);
      }
      allocations.put(address, units);
    }
    return allocations;
  }

  private static boolean isNetwork(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_NETWORK
        && name.chars().allMatch(Parameters::isNetworkCharacter);
  }

  private static boolean isNetworkCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  }

  private static String networkRule() {
    return "network must be 1 to " + MAX_NETWORK + " characters of a-z, 0-9 and -";
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", not " + value);
    }
  }

  /** All allocations together. */
  public Coins allocated() {
    return allocations.values().stream().reduce(Coins.NONE, Coins::plus);
  }

  /** What a block brings into the world. */
  public Subsidy subsidy() {
    return new Subsidy(reward, halving, allocated());
  }

  /** The canonical text. */
  public byte[] canonical() {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("allocations").beginObject();
    allocations.entrySet().stream()
        .sorted(Comparator.comparing(allocation -> allocation.getKey().text()))
        .forEach(allocation ->
            json.name(allocation.getKey().text()).integer(allocation.getValue().units()));
    return json.endObject()
        .name("block_bytes")
        .integer(blockBytes)
        .name("half_life")
        .integer(halfLife)
        .name("halving")
        .integer(halving)
        .name("limit")
        .integer(limit.bits())
        .name("maturity")
        .integer(maturity)
        .name("network")
        .string(network)
        .name("reward")
        .integer(reward.units())
        .name("rules")
        .integer(RULES)
        .name("spacing")
        .integer(spacing)
        .endObject()
        .toBytes();
  }
}

package zveno.node.stratum;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Reads what workers call themselves: the address that their blocks pay, with a label after a full
 * stop if wanted; or a label alone, if the node has an address of its own to pay.
 */
final class WorkerNames {

  private static final int MAX_NAME = 128;

  /** A longer label may be an address with a mistake in it. */
  private static final int MAX_LABEL = 32;

  private final Optional<String> own;
  private final Optional<String> password;
  private final Function<String, Optional<String>> problem;

  /**
   * @param own the node's own address, if it has one
   * @param password what each worker must know, if anything
   * @param problem why an address cannot be paid; nothing if it can
   */
  WorkerNames(
      Optional<String> own, Optional<String> password, Function<String, Optional<String>> problem) {
    this.own = own;
    this.password = password;
    this.problem = problem;
  }

  /**
   * Who is paid for the blocks of a worker.
   *
   * @throws RefusedException if the name or the password will not do
   */
  Named read(String name, String said) throws RefusedException {
    if (password.isPresent() && !isSame(password.get(), said)) {
      throw new RefusedException(StratumError.UNAUTHORIZED, "wrong password");
    }
    if (name.isEmpty()
        || name.length() > MAX_NAME
        || !name.chars().allMatch(character -> character > ' ' && character < 127)) {
      throw new RefusedException(
          StratumError.UNAUTHORIZED,
          "a worker's name has 1 to " + MAX_NAME + " characters of ASCII without spaces");
    }
    int stop = name.indexOf('.');
    String address = stop < 0 ? name : name.substring(0, stop);
    Optional<String> wrong = problem.apply(address);
    if (wrong.isEmpty()) {
      return new Named(address, leastDifficulty(said));
    }
    if (address.length() > MAX_LABEL) {
      throw new RefusedException(
          StratumError.UNAUTHORIZED, "the worker's name begins with no address: " + wrong.get());
    }
    return new Named(
        own.orElseThrow(() ->
            new RefusedException(
                StratumError.UNAUTHORIZED,
                "the worker's name must begin with the address that its blocks pay")),
        leastDifficulty(said));
  }

  /** Where no password is asked for, {@code d=NUMBER} in its place is the lowest difficulty. */
  private OptionalDouble leastDifficulty(String said) {
    if (password.isEmpty() && said.matches("d=[0-9]{1,15}(\\.[0-9]{1,15})?")) {
      double wanted = Double.parseDouble(said.substring(2));
      return wanted > 0 ? OptionalDouble.of(wanted) : OptionalDouble.empty();
    }
    return OptionalDouble.empty();
  }

  /** Compares secrets in the same time, whatever they are. */
  private static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A worker's name that was understood.
   *
   * @param leastDifficulty the lowest difficulty of its shares, where one was asked for
   */
  record Named(String recipient, OptionalDouble leastDifficulty) {}
}

package zveno.node.rules;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import zveno.kernel.bytes.DecodeException;

/**
 * Makes networks for demonstrations under rules that want a first block and accounts before the
 * first node starts; found by {@link ServiceLoader}. Rules without a provider need neither.
 */
public interface DemoNetworkProvider {

  /** The names of the rule sets whose networks these are. */
  List<String> names();

  /**
   * Begins a network.
   *
   * @param accounts how many accounts are made, each with something at the beginning
   * @param allocations what others have at the beginning, each {@code ADDRESS=UNITS}
   * @throws IllegalArgumentException if an allocation is none; the message is one line, for people
   */
  DemoNetwork begin(int accounts, List<String> allocations);

  /**
   * The network that was begun before.
   *
   * @param genesis what {@link DemoNetwork#genesis} gave
   * @param keys what {@link DemoNetwork#keys} gave
   * @throws DecodeException if they are not such files
   */
  DemoNetwork resume(byte[] genesis, byte[] keys) throws DecodeException;

  /** The provider for a rule set; nothing if its nodes start without preparation. */
  static Optional<DemoNetworkProvider> of(String rules) {
    ClassLoader here = DemoNetworkProvider.class.getClassLoader();
    for (DemoNetworkProvider each : ServiceLoader.load(DemoNetworkProvider.class, here)) {
      if (each.names().contains(rules)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}

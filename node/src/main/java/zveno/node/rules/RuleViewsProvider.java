package zveno.node.rules;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import zveno.kernel.rules.RuleSet;

/**
 * Brings the views of rule sets; found by {@link ServiceLoader}, as the rule sets themselves are.
 */
public interface RuleViewsProvider {

  /** The names of the rule sets whose views these are. */
  List<String> names();

  /** The views of a rule set that has one of these names. */
  RuleViews of(RuleSet rules);

  /** The views of any rule set: its own, or generic ones if it has brought none. */
  static RuleViews viewsOf(RuleSet rules) {
    RuleViewsProvider provider = Found.BY_NAME.get(rules.name());
    return provider == null ? new GenericViews(rules.codec()) : provider.of(rules);
  }

  /** Those that there are, looked for once. */
  final class Found {

    private static final Map<String, RuleViewsProvider> BY_NAME =
        StreamSupport.stream(
                ServiceLoader.load(
                        RuleViewsProvider.class, RuleViewsProvider.class.getClassLoader())
                    .spliterator(),
                false)
            .flatMap(provider -> provider.names().stream().map(name -> Map.entry(name, provider)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private Found() {}
  }
}

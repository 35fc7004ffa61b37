package zveno.node.rules.strict;

import java.util.List;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.strict.StrictRules;
import zveno.node.rules.RuleViews;
import zveno.node.rules.RuleViewsProvider;

/** Brings the views of the strict rules. */
public final class StrictViewsProvider implements RuleViewsProvider {

  /** For {@link java.util.ServiceLoader}. */
  public StrictViewsProvider() {}

  @Override
  public List<String> names() {
    return List.of(StrictRules.NAME);
  }

  @Override
  public RuleViews of(RuleSet rules) {
    return new StrictViews(rules);
  }
}

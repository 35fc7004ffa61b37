package zveno.kernel.rules.strict;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.RuleSets;
import zveno.kernel.rules.strict.keys.JdkSignatures;
import zveno.kernel.rules.strict.keys.SignatureVerifier;

/** A node under the strict rules finds out when it starts that signatures cannot be verified. */
class ReadyTest {

  @Test
  void withoutAVerifierThatWorksTheRulesAreNotReady() {
    Supplier<SignatureVerifier> none =
        () -> {
          throw new IllegalStateException("it verifies wrongly");
        };
    RuleSet rules = new StrictRules(Optional.empty(), none);
    assertThatThrownBy(rules::checkReady).hasMessage("it verifies wrongly");

    assertThatCode(() -> new StrictRules(Optional.empty(), JdkSignatures::new).checkReady())
        .doesNotThrowAnyException();
    assertThatCode(() -> RuleSets.of(Map.of()).checkReady()).doesNotThrowAnyException();
  }
}

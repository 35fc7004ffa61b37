package zveno.kernel.rules;

import java.io.Serial;

/** A parameter of a rule set is unknown, or has a value that it cannot have. */
public final class RuleParameterException extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1;

  private final String parameter;
  private final String problem;

  /**
   * @param parameter its name
   * @param problem what is wrong with it, as a sentence without its subject
   */
  public RuleParameterException(String parameter, String problem) {
    super(parameter + " " + problem);
    this.parameter = parameter;
    this.problem = problem;
  }

  /** The name of the parameter. */
  public String parameter() {
    return parameter;
  }

  /** What is wrong with it, as a sentence without its subject. */
  public String problem() {
    return problem;
  }
}

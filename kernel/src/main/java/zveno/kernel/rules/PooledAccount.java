package zveno.kernel.rules;

/**
 * What the pool of a rule set knows of an account. Which members that has is the rule set's to say;
 * its own views read them.
 */
public interface PooledAccount {}

package zveno.node.cli;

/**
 * A command of {@code zveno} that another room or another jar on the class path brings: a class
 * with picocli's {@code @Command} and a public constructor without parameters, found by {@link
 * java.util.ServiceLoader}.
 */
public interface AddedCommand {}

package zveno.jmh;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import zveno.kernel.mining.KernelKind;

/** Runs the benchmarks whose names are given, or all, and prints the ratios between them. */
public final class Main {

  private static final String TINY = "--tiny";

  private Main() {}

  /** Arguments are names, or pieces of them, and {@code --tiny}. */
  public static void main(String[] arguments) throws RunnerException {
    List<String> names = Arrays.stream(arguments).filter(name -> !name.equals(TINY)).toList();
    boolean tiny = names.size() < arguments.length;
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .shouldFailOnError(true)
            .jvmArgsAppend("-Xmx384m", "-XX:+UseG1GC", "-XX:+UseCompactObjectHeaders")
            .param("kernel", kernels())
            .forks(1)
            .warmupIterations(tiny ? 0 : 5)
            .measurementIterations(tiny ? 1 : 10)
            .warmupTime(TimeValue.seconds(1))
            .measurementTime(tiny ? TimeValue.milliseconds(10) : TimeValue.seconds(1));
    names.forEach(options::include);
    Collection<RunResult> results = new Runner(options.build()).run();
    System.out.println();
    new Ratios(results).lines().forEach(System.out::println);
  }

  /** Those that this processor can run. */
  private static String[] kernels() {
    int most = KernelKind.preferred().lanes();
    return Arrays.stream(KernelKind.values())
        .filter(kind -> kind.lanes() <= most)
        .map(Enum::name)
        .toArray(String[]::new);
  }
}

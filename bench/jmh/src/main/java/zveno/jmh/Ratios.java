package zveno.jmh;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/** Sets results beside those they are to be compared with. */
final class Ratios {

  private final Collection<RunResult> results;

  Ratios(Collection<RunResult> results) {
    this.results = results;
  }

  /** A line for each result that there is something to compare with. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (RunResult result : results) {
      (parameter(result, "kernel") == null ? partOfCheck(result) : toScalar(result))
          .ifPresent(lines::add);
    }
    return lines;
  }

  private Optional<String> toScalar(RunResult result) {
    String kernel = parameter(result, "kernel");
    if ("SCALAR".equals(kernel)) {
      return Optional.empty();
    }
    return find(result.getParams().getBenchmark(), "kernel", "SCALAR")
        .map(scalar ->
            String.format(
                Locale.ROOT,
                "%s: %s is %.2f x SCALAR",
                name(result),
                kernel,
                rate(result) / rate(scalar)));
  }

  private Optional<String> partOfCheck(RunResult result) {
    if (name(result).endsWith(".check")) {
      return Optional.empty();
    }
    String name = result.getParams().getBenchmark();
    String check = name.substring(0, name.lastIndexOf('.')) + ".check";
    String transactions = parameter(result, "transactions");
    return find(check, "transactions", transactions)
        .map(whole ->
            String.format(
                Locale.ROOT,
                "%s, %s transactions: %.0f %% of the time of check",
                name(result),
                transactions,
                100 * rate(whole) / rate(result)));
  }

  private Optional<RunResult> find(String benchmark, String parameter, @Nullable String value) {
    return results.stream()
        .filter(result -> result.getParams().getBenchmark().equals(benchmark))
        .filter(result -> Objects.equals(parameter(result, parameter), value))
        .findFirst();
  }

  /** Nothing if the benchmark has no such parameter. */
  private static @Nullable String parameter(RunResult result, String name) {
    BenchmarkParams params = result.getParams();
    return params.getParamsKeys().contains(name) ? params.getParam(name) : null;
  }

  /** Operations in a second. */
  private static double rate(RunResult result) {
    return result.getPrimaryResult().getScore();
  }

  private static String name(RunResult result) {
    return result.getParams().getBenchmark().substring("zveno.jmh.".length());
  }
}

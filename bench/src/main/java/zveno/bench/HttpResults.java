package zveno.bench;

import java.util.List;

/**
 * All that {@link HttpBench} has found.
 *
 * @param posts transactions, one by one and in batches
 * @param chains the whole chain, sent
 * @param checks the whole chain, checked
 */
public record HttpResults(
    List<PostResult> posts, List<ChainResult> chains, List<CheckResult> checks) {

  public HttpResults {
    posts = List.copyOf(posts);
    chains = List.copyOf(chains);
    checks = List.copyOf(checks);
  }
}

package zveno.node.stratum;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.HeaderTemplate;

/** One content of the next block, and the jobs that were made of it, one for each recipient. */
final class Round {

  private final long number;
  private final HeaderTemplate template;
  private final Map<String, Job> jobs = new ConcurrentHashMap<>();

  /**
   * @param number how many there have been, with this one
   */
  Round(long number, HeaderTemplate template) {
    this.number = number;
    this.template = template;
  }

  Job jobFor(String recipient) {
    return jobs.computeIfAbsent(recipient, paid -> new Job(template.paying(paid)));
  }

  /** How many there have been, with this one. */
  long number() {
    return number;
  }

  /** The block that it follows. */
  BlockId parent() {
    return template.parent().id();
  }
}

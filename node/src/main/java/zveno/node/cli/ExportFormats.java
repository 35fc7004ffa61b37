package zveno.node.cli;

import java.nio.file.Path;
import java.util.List;
import zveno.kernel.chain.Chain;
import zveno.kernel.rules.RuleSet;
import zveno.node.storage.RocksStore;

/**
 * File formats of {@code zveno export} that another jar on the class path brings, found by {@link
 * java.util.ServiceLoader}.
 */
public interface ExportFormats {

  /**
   * What is to be exported.
   *
   * @param store open for reading
   * @param chain of that store
   * @param format one of the names
   * @param folder new, empty, or that of an earlier export
   * @param confirmations how many a block needs, 1 for the tip
   * @param blocksPerFile how many blocks a range has, from 1 on
   */
  record Request(
      RocksStore store,
      RuleSet rules,
      Chain chain,
      String format,
      Path folder,
      long confirmations,
      long blocksPerFile) {}

  /** What {@code --format} may be. */
  List<String> names();

  /**
   * Exports what is missing in the folder.
   *
   * @return what was done, in a line
   * @throws zveno.node.config.CommandException if it cannot be done
   */
  String export(Request request);
}

package zveno.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/** What docs/exports.md prints. */
final class Page {

  private static final Pattern SQL =
      Pattern.compile("^```sql\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private Page() {}

  /** The queries, in order. */
  static List<String> queries() throws IOException {
    Path page = Path.of(System.getProperty("basedir", "."), "..", "docs", "exports.md");
    return SQL.matcher(Files.readString(page)).results().map(found -> found.group(1)).toList();
  }

  /**
   * The three queries, asked of the chain with the odd transactions.
   *
   * @param blocks how many of its blocks are there
   */
  static void assertAnswers(Statement statement, List<String> queries, int blocks)
      throws SQLException {
    List<List<String>> received = FileExportTest.rows(statement, queries.get(0));
    assertThat(received.getFirst()).containsExactly("max", "1", "9".repeat(38));
    assertThat(received).contains(List.of("bob", "1", "5"));

    List<List<String>> days = FileExportTest.rows(statement, queries.get(1));
    assertThat(days.stream().mapToInt(day -> Integer.parseInt(day.get(1))).sum()).isEqualTo(blocks);
    assertThat(days.stream().mapToInt(day -> Integer.parseInt(day.get(2))).sum())
        .isEqualTo(Chains.EDGES.size() + blocks - 1); // a reward in all but the first

    List<List<String>> ann = FileExportTest.rows(statement, queries.get(2));
    assertThat(ann).hasSize(3);
    assertThat(ann.getFirst()).first().isEqualTo("2");
    assertThat(ann.getFirst().subList(2, 5)).containsExactly("ann", "bob", "5");
  }
}

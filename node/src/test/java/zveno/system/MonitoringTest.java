package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import zveno.kernel.rules.strict.StrictNets;
import zveno.node.cli.NodeHere;

/** The dashboard and the rules ask for numbers that a node really has. */
@Tag("slow")
@Timeout(120)
class MonitoringTest {

  private static final Path FILES =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "monitoring");

  private static final Pattern NUMBER = Pattern.compile("\\b(?:zveno|jvm|process)_[a-z0-9_]+");
  private static final Pattern LABEL = Pattern.compile("\\b([a-z]+)=~?\"([^\"$]*)\"");

  @TempDir Path home;

  @Test
  void everyNumberThatIsAskedForIsThere() throws Exception {
    Set<String> there;
    try (NodeProcess node = NodeProcess.on(home.resolve("chain"), "--difficulty", "1")) {
      node.api().submit(Api.transaction("a", "b", 1));
      node.api().mine();
      there = namesIn(node.api().get("/metrics").expect(200).text());
    }
    there.addAll(numbersOfTheStrictRules());
    there.addAll(numbersOfACluster());
    for (Set<String> asked : List.of(numbersIn(dashboard()), numbersIn(rules()))) {
      assertThat(asked).hasSizeGreaterThan(10);
      assertThat(there).containsAll(asked);
    }
  }

  /** ClusterApiTest asks a member for them. */
  private static Set<String> numbersOfACluster() throws IOException {
    return numbersIn(rules()).stream()
        .filter(name -> name.startsWith("zveno_cluster_"))
        .collect(Collectors.toSet());
  }

  /** What only they have: a schedule, say. */
  private Set<String> numbersOfTheStrictRules() throws Exception {
    Path genesis = home.resolve("genesis.json");
    Files.write(genesis, StrictNets.genesis(50, 0, 2, Map.of()).canonical());
    try (NodeHere node =
            NodeHere.start(
                List.of("--ephemeral", "--rules=strict", "--genesis=" + genesis, "--stratum=0"));
        HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(node.uri().resolve("/metrics")).build();
      return namesIn(http.send(request, BodyHandlers.ofString()).body());
    }
  }

  private static Set<String> namesIn(String metrics) {
    return metrics
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceFirst("[{ ].*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> numbersIn(JsonNode document) {
    return expressions(document)
        .flatMap(expression -> NUMBER.matcher(expression).results().map(found -> found.group()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> expressions(JsonNode document) {
    return document.findValues("expr").stream().map(JsonNode::asString);
  }

  @Test
  void labelsThatAreAskedForExist() throws IOException {
    Set<String> known = Set.of("instance", "job", "status", "method", "route", "area");
    Stream.concat(expressions(dashboard()), expressions(rules()))
        .flatMap(expression -> LABEL.matcher(expression).results())
        .forEach(found -> assertThat(known).contains(found.group(1)));
  }

  @Test
  void panelsHaveTheirOwnPlaceAndName() throws IOException {
    List<JsonNode> panels = dashboard().path("panels").valueStream().toList();
    assertThat(panels).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
    assertThat(panels)
        .extracting(panel -> panel.path("gridPos").toString())
        .doesNotHaveDuplicates();
    for (JsonNode panel : panels) {
      assertThat(panel.path("title").asString()).isNotBlank();
    }
  }

  private static JsonNode dashboard() throws IOException {
    return JsonMapper.shared().readTree(Files.readAllBytes(FILES.resolve("dashboard.json")));
  }

  private static JsonNode rules() throws IOException {
    return new YAMLMapper().readTree(Files.readAllBytes(FILES.resolve("alerts.yml")));
  }
}

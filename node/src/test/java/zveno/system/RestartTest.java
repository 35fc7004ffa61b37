package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;

/** What a node knew before it ended, it knows when it comes back. */
@Tag("slow")
@Timeout(120)
class RestartTest {

  private static final String[] EASY = {"--difficulty", "2"};

  @TempDir Path home;

  @Test
  void everythingIsThereAfterAKill() throws Exception {
    everythingIsThereAfter(NodeProcess::kill9);
  }

  @Test
  @LongRunning
  void everythingIsThereAfterAnOrderlyEnd() throws Exception {
    everythingIsThereAfter(node -> assertThat(node.terminate()).isZero());
  }

  /** How a node ends. */
  private interface End {
    void of(NodeProcess node) throws Exception;
  }

  private void everythingIsThereAfter(End end) throws Exception {
    Path folder = home.resolve("chain");
    byte[] chain;
    List<JsonValue> pool;
    String peers;
    String name;
    List<String> events;
    try (NodeProcess node = NodeProcess.on(folder, EASY)) {
      Api api = node.api();
      api.submit(Api.transaction("ann", "bob", 1));
      name = Api.minerOf(api.mine());
      api.mine(2);
      for (int i = 0; i < 3; i++) {
        api.submit(Api.transaction("same", "same", 7));
      }
      api.register("http://127.0.0.1:5999");
      api.register("https://node.example");
      chain = api.get("/chain").body();
      pool = api.pool();
      peers = peers(api);
      events = events(api, 0, 7);
      end.of(node);
    }

    try (NodeProcess node = NodeProcess.on(folder)) {
      Api api = node.api();
      assertThat(api.get("/chain").body()).isEqualTo(chain);
      assertThat(api.pool()).hasSize(3).isEqualTo(pool);
      assertThat(peers(api)).isEqualTo(peers).contains("127.0.0.1:5999");
      assertThat(events(api, 0, 7)).as("events are replayed").isEqualTo(events);
      assertThat(events(api, 5, 2)).as("from where one was").isEqualTo(events.subList(5, 7));

      JsonValue block = api.mine();
      assertThat(Api.minerOf(block)).isEqualTo(name);
      assertThat(Api.elements(block, "transactions")).hasSize(4);
      assertThat(events(api, 7, 1).getFirst()).as("and numbered on").startsWith("8 block ");
    }
  }

  private static String peers(Api api) throws Exception {
    JsonValue answer = api.post("/nodes/register", "{\"nodes\": []}").expect(201).json();
    return Api.member(answer, "total_nodes").toString();
  }

  /** So many events after this number, each as its number, its kind and its data. */
  private static List<String> events(Api api, long after, int count)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response = api.events(after);
    assertThat(response.statusCode()).isEqualTo(200);
    List<String> events = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String id = "";
      String kind = "";
      while (events.size() < count) {
        String line = lines.readLine();
        if (line == null) {
          throw new AssertionError("the stream ended after " + events);
        } else if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("event:")) {
          kind = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          events.add(id + " " + kind + " " + line.substring(5).strip());
        }
      }
    }
    return events;
  }

  @Test
  void filesAreTheirOwnersAlone() throws Exception {
    Path folder = home.resolve("chain");
    OwnNode.on(folder, EASY).close();
    Set<PosixFilePermission> all = Files.getPosixFilePermissions(folder);
    assertThat(all).as("the folder").allMatch(one -> one.name().startsWith("OWNER"));
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files).hasSizeGreaterThan(3);
    }
  }
}

package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import zveno.node.http.transport.PercentDecoder;

/**
 * The OpenAPI document, held against what the server really answers. An object whose schema does
 * not say that there may be more has no other members than those it names.
 */
final class Contract {

  /** What any operation may answer without naming it. */
  private static final Set<Integer> DEFAULTS = Set.of(400, 408, 413, 414, 417, 431, 500, 503, 505);

  private static final Contract OURS = new Contract();

  private final JsonNode document = read();
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

  private Contract() {
    close(document);
  }

  static Contract ours() {
    return OURS;
  }

  private static JsonNode read() {
    try (InputStream in = Contract.class.getResourceAsStream("openapi.yaml")) {
      return new YAMLMapper().readTree(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds what a reader of the document may take for granted here, but not for ever. */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("type").asString("").equals("object")
        && object.has("properties")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(Contract::close);
  }

  JsonNode document() {
    return document;
  }

  /** All operations: {@code GET /chain}. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue().properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !name.equals("parameters"))
                .forEach(
                    name -> operations.add(name.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return operations;
  }

  /** All answers that are named: {@code GET /chain 200}. */
  Set<String> answers() {
    Set<String> answers = new TreeSet<>();
    for (String operation : operations()) {
      operation(operation).path("responses").propertyNames().stream()
          .filter(status -> !status.equals("default"))
          .forEach(status -> answers.add(operation + " " + status));
    }
    return answers;
  }

  JsonNode operation(String name) {
    return pathOf(name).path(methodOf(name).toLowerCase(Locale.ROOT));
  }

  private JsonNode pathOf(String operation) {
    return document.path("paths").path(operation.substring(operation.indexOf(' ') + 1));
  }

  private static String methodOf(String operation) {
    return operation.substring(0, operation.indexOf(' '));
  }

  /**
   * The role that the document says an operation may need a token for; nothing if it needs none.
   */
  Optional<String> role(String operation) {
    return operation(operation)
        .path("security")
        .valueStream()
        .flatMap(way -> way.path("token").valueStream())
        .map(JsonNode::asString)
        .findFirst();
  }

  /** The parameters of an operation, those of its path included, resolved. */
  List<JsonNode> parameters(String name) {
    JsonNode path = pathOf(name);
    return Stream.concat(
            path.path("parameters").valueStream(), operation(name).path("parameters").valueStream())
        .map(this::resolved)
        .toList();
  }

  /** The members that an operation takes in a JSON body; none if it takes no such body. */
  Set<String> members(String name) {
    JsonNode json =
        resolved(operation(name).path("requestBody")).path("content").path("application/json");
    JsonNode whole = resolved(json.path("schema"));
    // A transaction has other members under other rules; those of the tutorial's come first.
    JsonNode schema = whole.has("oneOf") ? resolved(whole.path("oneOf").path(0)) : whole;
    assertThat(schema.path("additionalProperties").asBoolean(false)).as(name).isFalse();
    return new TreeSet<>(schema.path("properties").propertyNames());
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
  }

  /**
   * Insists that this answer is what the document promises.
   *
   * @return the name of the answer, {@code GET /chain 200}, if it is one that is named
   */
  Optional<String> check(String method, String path, Got got) {
    assertThat(got.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(got.header("Server")).isEmpty();
    assertThat(got.header("Cache-Control")).isPresent();
    if (got.contentType().equals("text/html")) {
      assertThat(got.header("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "frame-ancestors 'none'");
      assertThat(got.header("X-Frame-Options")).contains("DENY");
      assertThat(got.header("Referrer-Policy")).contains("same-origin");
    }
    Optional<String> template = template(path);
    String asked = method.equals("HEAD") ? "GET" : method;
    if (template.isEmpty()) {
      assertThat(got.status()).as(method + " " + path).isIn(400, 403, 404, 414, 429, 431, 503);
      checkError(path, method, got);
      return Optional.empty();
    }
    String name = asked + " " + template.get();
    if (!operations().contains(name)) {
      checkOtherMethod(template.get(), method, got);
      return Optional.empty();
    }
    JsonNode responses = operation(name).path("responses");
    String status = Integer.toString(got.status());
    boolean named = responses.has(status);
    if (!named) {
      assertThat(got.status()).as(name + " answers what is not documented").isIn(DEFAULTS);
    }
    JsonNode response = resolved(responses.path(named ? status : "default"));
    response
        .path("headers")
        .propertyNames()
        .forEach(header -> {
          if (!header.equals("Retry-After")) {
            assertThat(got.header(header)).as(name + ": " + header).isPresent();
          }
        });
    if (!method.equals("HEAD")) {
      checkBody(name + " " + status, response, got);
    }
    return named ? Optional.of(name + " " + status) : Optional.empty();
  }

  private Optional<String> template(String path) {
    String[] segments = PercentDecoder.decode(path, false).orElse(path).split("/", -1);
    List<String> found = new ArrayList<>();
    for (String template : document.path("paths").propertyNames()) {
      String[] wanted = template.split("/", -1);
      boolean same = wanted.length == segments.length;
      for (int i = 0; same && i < wanted.length; i++) {
        same = wanted[i].equals(segments[i]) || wanted[i].startsWith("{");
      }
      if (same) {
        found.add(template);
      }
    }
    // Concrete paths win over those with a parameter.
    return found.stream()
        .filter(t -> !t.contains("{"))
        .findFirst()
        .or(() -> found.stream().findFirst());
  }

  private void checkOtherMethod(String template, String method, Got got) {
    Set<String> allowed = new TreeSet<>(Set.of("OPTIONS"));
    for (String operation : operations()) {
      if (operation.endsWith(" " + template)) {
        allowed.add(methodOf(operation));
      }
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    if (got.status() == 403 || got.status() == 429) {
      checkError(template, method, got);
      return;
    }
    assertThat(got.status()).isEqualTo(method.equals("OPTIONS") ? 200 : 405);
    assertThat(got.header("Allow").orElseThrow().split(", ")).containsExactlyElementsOf(allowed);
    if (got.status() == 405) {
      checkError(template, method, got);
    }
  }

  private void checkError(String path, String method, Got got) {
    String name = path.startsWith("/api/v1/") ? "Error" : "TextError";
    if (!method.equals("HEAD")) {
      checkBody(method + " " + path, document.path("components").path("responses").path(name), got);
    }
  }

  private void checkBody(String name, JsonNode response, Got got) {
    String type = got.contentType();
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      assertThat(got.body()).as(name).isEmpty();
      return;
    }
    assertThat(content.propertyNames()).as(name).contains(type);
    JsonNode schema = content.path(type).path("schema");
    if (schema.isMissingNode()) {
      return;
    }
    if (type.endsWith("json") && !type.endsWith("ndjson")) {
      validate(name, schema, got.json());
    } else if (type.endsWith("ndjson")) {
      got.text().lines().forEach(line -> validate(name, schema, Got.parsed(line)));
    } else {
      validate(name, schema, Got.text(new String(got.body(), StandardCharsets.UTF_8)));
    }
  }

  private void validate(String name, JsonNode schema, JsonNode value) {
    List<Error> errors = schemas.computeIfAbsent(schema, this::compiled).validate(value);
    assertThat(errors).as(name).isEmpty();
  }

  private Schema compiled(JsonNode schema) {
    ObjectNode root = (ObjectNode) schema.deepCopy();
    root.set("components", document.path("components"));
    return registry.getSchema(root);
  }
}

package zveno.node.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The API's description, and a page to try it. Works without a network. */
final class Pages {

  private static final String OURS = "/zveno/node/http/";
  private static final String SWAGGER = "/META-INF/resources/webjars/swagger-ui/5.34.1/";

  /** A file that may be asked for, and nothing else may. */
  private record File(String resource, String type) {}

  private static final Map<String, File> FILES =
      Map.of(
          "docs.js", new File(OURS + "docs.js", "text/javascript; charset=utf-8"),
          "swagger-ui.css", new File(SWAGGER + "swagger-ui.css", "text/css; charset=utf-8"),
          "swagger-ui-bundle.js",
              new File(SWAGGER + "swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
          "favicon-32x32.png", new File(SWAGGER + "favicon-32x32.png", "image/png"));

  private Pages() {}

  static Answer home(Exchange exchange) {
    return Answer.of(302, Answer.TEXT, "see /docs\n".getBytes(StandardCharsets.UTF_8))
        .with("Location", "/docs");
  }

  static Answer description(Exchange exchange) {
    return serve(new File(OURS + "openapi.yaml", "application/yaml"));
  }

  static Answer docs(Exchange exchange) {
    return PagePolicy.scripted(serve(new File(OURS + "docs.html", Answer.HTML)));
  }

  static Answer file(Exchange exchange) {
    File file =
        Optional.ofNullable(FILES.get(exchange.segment("file")))
            .orElseThrow(() -> Refusal.notFound("there is no such file"));
    return serve(file).with("Cache-Control", "max-age=3600");
  }

  private static Answer serve(File file) {
    try (InputStream in = Pages.class.getResourceAsStream(file.resource())) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + file.resource());
      }
      return Answer.of(200, file.type(), in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file.resource(), e);
    }
  }
}

package zveno.node.http.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import zveno.node.explorer.Asset;
import zveno.node.explorer.Explorer;
import zveno.node.explorer.WebJar;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.Compression;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.SecurityHeaders;

/** The explorer; the API's description, and a page to try it. All works without a network. */
final class Pages {

  private static final String OURS = "/zveno/node/http/";
  private static final String SWAGGER = WebJar.folder("org.webjars", "swagger-ui");

  /** A file that may be asked for, and nothing else may. */
  private record File(String resource, String type) {}

  private static final Map<String, File> FILES =
      Map.of(
          "docs.js", new File(OURS + "docs.js", "text/javascript; charset=utf-8"),
          "theme.js", new File(OURS + "theme.js", "text/javascript; charset=utf-8"),
          "docs.css", new File(OURS + "docs.css", "text/css; charset=utf-8"),
          "swagger-ui.css", new File(SWAGGER + "swagger-ui.css", "text/css; charset=utf-8"),
          "swagger-ui-bundle.js",
              new File(SWAGGER + "swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
          "favicon-32x32.png", new File(SWAGGER + "favicon-32x32.png", "image/png"));

  /**
   * Each is in memory once, and compressed once, and not once for each client that takes its time
   * over it.
   */
  private static final Map<String, Compression.Prepared> READ = new ConcurrentHashMap<>();

  /** For a year: the content at such an address never changes. */
  private static final String FOR_EVER = "max-age=31536000, immutable";

  private Pages() {}

  /** Read when the first page is asked for. */
  private static final class Loaded {
    static final Explorer EXPLORER = Explorer.load();
  }

  static Answer home(Exchange exchange) {
    Explorer explorer = Loaded.EXPLORER;
    Answer page = unlessKnown(explorer.page(), exchange).with("Cache-Control", "no-cache");
    return SecurityHeaders.explorer(page, explorer.importMapHash());
  }

  /** A file of the explorer. */
  static Answer asset(Exchange exchange) {
    Explorer explorer = Loaded.EXPLORER;
    if (!exchange.segment("edition").equals(explorer.edition())) {
      throw HttpException.notFound("the explorer was updated; reload its page");
    }
    Asset asset =
        explorer
            .file(exchange.segment("folder") + "/" + exchange.segment("file"))
            .orElseThrow(() -> HttpException.notFound("no such file of the explorer"));
    return unlessKnown(asset, exchange).with("Cache-Control", FOR_EVER);
  }

  /** Nothing if the browser says that it has the file already. */
  private static Answer unlessKnown(Asset asset, Exchange exchange) {
    boolean known =
        exchange.fields(HttpHeader.IF_NONE_MATCH.asString()).stream()
            .anyMatch(tags -> tags.contains(asset.tag()));
    Answer answer =
        known
            ? Answer.stream(304, asset.type(), out -> {})
            : Answer.of(200, asset.type(), asset.bytes());
    return answer.with("ETag", asset.tag());
  }

  static Answer description(Exchange exchange) {
    return serve(new File(OURS + "openapi.yaml", "application/yaml"), exchange);
  }

  static Answer docs(Exchange exchange) {
    return SecurityHeaders.scripted(serve(new File(OURS + "docs.html", Answer.HTML), exchange));
  }

  static Answer file(Exchange exchange) {
    File file =
        Optional.ofNullable(FILES.get(exchange.segment("file")))
            .orElseThrow(() -> HttpException.notFound("no such file"));
    return serve(file, exchange).with("Cache-Control", "max-age=3600");
  }

  private static Answer serve(File file, Exchange exchange) {
    return READ.computeIfAbsent(
            file.resource(), name -> Compression.Prepared.of(file.type(), read(name)))
        .answer(exchange.fields(HttpHeader.ACCEPT_ENCODING.asString()));
  }

  private static byte[] read(String resource) {
    try (InputStream in = Pages.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + resource, e);
    }
  }
}

package zveno.node.explorer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The page and its files. The address of a file holds the edition, a hash of all files: what a
 * browser has once got from there it need not ask for again, and a page of one edition never meets
 * a module of another. Cannot be changed.
 */
public final class Explorer {

  /**
   * What the addresses of files begin with, seen from the page: relative, since a proxy may show it
   * under a path.
   */
  public static final String PREFIX = "./explorer/";

  /** What a first page shows without: fetched when a reader goes there. */
  private static final String FETCHED_LATER =
      "client/|lab/|noble-|strict/|uqr/|work/|vendor/uplot|vendor/words|i18n/(?!en\\.)|.*\\.css|.*\\.svg";

  private final SortedMap<String, Asset> files;
  private final String edition;
  private final Asset page;
  private final String importMapHash;

  private Explorer(SortedMap<String, Asset> files) {
    this.files = files;
    this.edition = edition(files);
    String importMap = importMap();
    this.importMapHash = Digests.ofScript(importMap.getBytes(StandardCharsets.UTF_8));
    String html =
        new String(Shelf.read("index.html"), StandardCharsets.UTF_8)
            .replace("{{edition}}", edition)
            .replace("{{importmap}}", importMap)
            .replace("{{preload}}", preload());
    this.page = Asset.of("text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads all files from the class path. */
  public static Explorer load() {
    return new Explorer(Shelf.all());
  }

  private static String edition(SortedMap<String, Asset> files) {
    MessageDigest all = Digests.sha256();
    files.forEach((name, file) -> {
      all.update((name + " " + file.tag() + "\n").getBytes(StandardCharsets.UTF_8));
    });
    return HexFormat.of().formatHex(all.digest()).substring(0, 16);
  }

  private String importMap() {
    return Map.of("preact", "preact", "preact/hooks", "hooks", "uplot", "uplot").entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry ->
            "\"" + entry.getKey() + "\": \"" + address("vendor/" + entry.getValue() + ".js") + "\"")
        .collect(Collectors.joining(", ", "{\"imports\": {", "}}"));
  }

  /** Modules come at once, not one after another as each is found in the one before. */
  private String preload() {
    return files.keySet().stream()
        .filter(name -> !name.matches("(" + FETCHED_LATER + ").*"))
        .map(name -> "<link rel=\"modulepreload\" href=\"" + address(name) + "\">")
        .collect(Collectors.joining("\n  "));
  }

  private String address(String name) {
    return PREFIX + edition + "/" + name;
  }

  /** Names all files together, as they are now. */
  public String edition() {
    return edition;
  }

  /** The page. */
  public Asset page() {
    return page;
  }

  /** How a Content-Security-Policy names the one script that stands in the page, its import map. */
  public String importMapHash() {
    return importMapHash;
  }

  /** A file of this edition, by folder and name: {@code core/json.js}. */
  public Optional<Asset> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /** The names of all files. */
  public Set<String> names() {
    return files.keySet();
  }
}

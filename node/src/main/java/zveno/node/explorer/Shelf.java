package zveno.node.explorer;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds the files on the class path: our own in folders beside this class, whether they lie in a
 * folder or in a jar, and the libraries' in the jars that they came in.
 */
final class Shelf {

  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  /** The words of BIP-39, which the wallet of the command line has, too; here as a module. */
  private static final String WORDS = "vendor/words.js";

  private static final String WORD_LIST = "/zveno/node/wallet/bip39-english.txt";

  private Shelf() {}

  /** The libraries, under names without a version; each file is named by its place in its jar. */
  private static Map<String, String> libraries() {
    String preact = WebJar.folder("org.webjars.npm", "preact");
    String uplot = WebJar.folder("org.webjars.npm", "uplot");
    return Map.of(
        "vendor/preact.js", preact + "dist/preact.module.js",
        "vendor/hooks.js", preact + "hooks/dist/hooks.module.js",
        "vendor/uplot.js", uplot + "dist/uPlot.esm.js",
        "vendor/uplot.css", uplot + "dist/uPlot.min.css");
  }

  /** A module whose default export is the list of the words of a text. */
  private static byte[] module(byte[] words) {
    String text = new String(words, StandardCharsets.US_ASCII).strip();
    return ("export default `" + text + "`.split(/\\s+/);\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** All of them, by folder and name: {@code core/json.js}. */
  static SortedMap<String, Asset> all() {
    SortedMap<String, Asset> all = new TreeMap<>();
    libraries().forEach((name, place) -> all.put(name, asset(name, read(place))));
    all.put(WORDS, asset(WORDS, module(read(WORD_LIST))));
    try {
      addOurs(all);
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("cannot read the explorer's files", e);
    }
    return all;
  }

  private static void addOurs(Map<String, Asset> all) throws IOException, URISyntaxException {
    URL page = Shelf.class.getResource("index.html");
    if (page == null) {
      throw new IllegalStateException("the program lacks the explorer's page");
    }
    URI uri = page.toURI();
    if (uri.getScheme().equals("jar")) {
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        String inside = uri.toString().substring(uri.toString().indexOf('!') + 1);
        addFolder(jar.getPath(inside).resolveSibling(""), all);
      }
    } else {
      addFolder(Path.of(uri).resolveSibling(""), all);
    }
  }

  private static void addFolder(Path folder, Map<String, Asset> all) throws IOException {
    try (Stream<Path> paths = Files.walk(folder, 2)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String name = folder.relativize(path).toString().replace('\\', '/');
        if (name.contains("/") && TYPES.containsKey(ending(name))) {
          all.put(name, asset(name, Files.readAllBytes(path)));
        }
      }
    }
  }

  private static Asset asset(String name, byte[] bytes) {
    return Asset.of(Optional.ofNullable(TYPES.get(ending(name))).orElseThrow(), bytes);
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The bytes of one resource, which must be there. */
  static byte[] read(String resource) {
    try (InputStream in = Shelf.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + resource, e);
    }
  }
}

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;

/**
 * Writes down under which licences the libraries of a release are used, from its bills of materials and from what is in
 * the jars: {@code OUT-FOLDER SBOM.json... LIB-FOLDER...}. Fails on a library without a licence that is known to be fine, and on a
 * jar that no bill names.
 */
final class ThirdParty {

  /** Licences by which a library may be used here. Where a library has several, one of them is enough. */
  private static final Set<String> FINE = Set.of("Apache-2.0", "MIT", "EPL-2.0", "BSD-2-Clause");

  private static final String OURS = "zveno";
  private static final Pattern NOTICE =
      Pattern.compile("META-INF/(.*[/.])?(LICENSE|LICENCE|NOTICE|ABOUT)(\\.[a-z]+)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern CLASSIFIER = Pattern.compile("[?&]classifier=([^&]+)");
  private static final int LARGEST = 1 << 20; // bytes of one notice

  private ThirdParty() {}

  public static void main(String[] args) throws Exception {
    Path out = Path.of(args[0]);
    List<String> named = List.of(args).subList(1, args.length);
    List<JsonValue> components = new ArrayList<>();
    for (String bill : named.stream().filter(ThirdParty::isBill).toList()) {
      JsonValue read = JsonValue.parse(Files.readAllBytes(Path.of(bill)), JsonLimits.defaults());
      read.member("components").orElseThrow().elements().forEach(components::add);
    }

    TreeMap<String, String> lines = new TreeMap<>();
    Set<String> known = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    for (JsonValue component : components) {
      String jar = text(component, "name") + "-" + text(component, "version") + classifier(component) + ".jar";
      known.add(jar);
      if (text(component, "group").equals(OURS)) {
        continue;
      }
      List<String> licences = licences(component);
      if (licences.stream().noneMatch(FINE::contains)) {
        wrong.add(jar + " may be used by " + (licences.isEmpty() ? "no licence that anybody has named" : licences));
      }
      String name = text(component, "group") + ":" + text(component, "name") + " " + text(component, "version");
      lines.put(name, name + ": " + String.join(" or ", licences));
    }
    for (String lib : named.stream().filter(one -> !isBill(one)).toList()) {
      for (Path jar : jars(Path.of(lib))) {
        String name = jar.getFileName().toString();
        if (name.startsWith(OURS + "-")) {
          continue;
        }
        if (!known.contains(name)) {
          wrong.add(name + " is not in the bill of materials");
        }
        copyNotices(jar, out.resolve("licences").resolve(name.replaceFirst("\\.jar$", "")));
      }
    }
    if (!wrong.isEmpty()) {
      wrong.forEach(System.err::println);
      System.exit(1);
    }
    lines.put("", "Zveno uses these libraries, each under one of the licences beside its name. Their texts are\n"
        + "LICENSE (Apache-2.0, Zveno's own) and in the folder licences/, with what the libraries say of themselves.\n");
    Files.writeString(out.resolve("THIRD-PARTY"), String.join("\n", lines.values()) + "\n");
  }

  private static boolean isBill(String name) {
    return name.endsWith(".json");
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  /** What its jar is called by besides, if there are several of one version: "-linux-x86_64", say. */
  private static String classifier(JsonValue component) {
    Matcher found = CLASSIFIER.matcher(text(component, "purl"));
    return found.find() ? "-" + found.group(1) : "";
  }

  private static String text(JsonValue object, String name) {
    return object.member(name).orElseThrow().text();
  }

  private static List<String> licences(JsonValue component) {
    List<String> found = new ArrayList<>();
    component.member("licenses").ifPresent(list -> list.elements().forEach(entry -> {
      JsonValue licence = entry.member("license").orElse(entry);
      for (String member : List.of("id", "name", "expression")) {
        licence.member(member).ifPresent(value -> found.add(value.text()));
      }
    }));
    return found;
  }

  private static void copyNotices(Path jar, Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile(), StandardCharsets.UTF_8)) {
      for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        if (!entry.isDirectory() && NOTICE.matcher(entry.getName()).matches() && entry.getSize() < LARGEST) {
          Files.createDirectories(folder);
          String name = entry.getName().replaceFirst("^META-INF/", "").replace('/', '-');
          Files.write(folder.resolve(name), zip.getInputStream(entry).readAllBytes());
        }
      }
    }
  }
}

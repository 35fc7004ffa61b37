package zveno.node.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Stream;
import zveno.node.service.ChainService;
import zveno.node.storage.errors.StoreRefusedException;

/** Finds what keeps logs of clusters, and opens logs with it. */
public final class InstalledLogKeeper {

  private static final String FOLDER = "cluster";

  private InstalledLogKeeper() {}

  /**
   * Opens a member's log.
   *
   * @param onFailure hears why the member cannot continue; then the node must end
   * @throws StoreRefusedException if what keeps it is not installed
   */
  public static LogKeeper.KeptLog open(
      Membership member, ChainService service, Consumer<Throwable> onFailure) {
    return keeper().open(member, member.log(), service, onFailure);
  }

  /** On the class path, or in the folder {@code cluster} beside our own jar. */
  private static LogKeeper keeper() {
    ClassLoader ours = InstalledLogKeeper.class.getClassLoader();
    Optional<LogKeeper> here = ServiceLoader.load(LogKeeper.class, ours).findFirst();
    if (here.isPresent()) {
      return here.get();
    }
    return ServiceLoader.load(LogKeeper.class, new URLClassLoader("cluster", jars(), ours))
        .findFirst()
        .orElseThrow(() ->
            new StoreRefusedException(
                "this installation has no module for clusters: its folder lib/cluster is missing"));
  }

  private static URL[] jars() {
    CodeSource source = InstalledLogKeeper.class.getProtectionDomain().getCodeSource();
    List<URL> jars = new ArrayList<>();
    try {
      Path folder = Path.of(source.getLocation().toURI()).resolveSibling(FOLDER);
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file :
              files.filter(name -> name.toString().endsWith(".jar")).sorted().toList()) {
            jars.add(file.toUri().toURL());
          }
        }
      }
    } catch (URISyntaxException | MalformedURLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jars.toArray(URL[]::new);
  }
}

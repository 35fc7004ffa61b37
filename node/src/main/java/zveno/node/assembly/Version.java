package zveno.node.assembly;

import picocli.CommandLine.IVersionProvider;

/** Which version this is: what the build has written into the jar. */
public final class Version implements IVersionProvider {

  /** The version, or {@code development} where there is no jar. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"zveno " + current()};
  }
}

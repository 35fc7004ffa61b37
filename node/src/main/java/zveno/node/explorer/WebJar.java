package zveno.node.explorer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Finds the files of a WebJar, which has its version in their names. */
public final class WebJar {

  private WebJar() {}

  /**
   * The folder of its files on the class path, with a slash at the end. The version is what the jar
   * says of itself.
   *
   * @param group {@code org.webjars} or {@code org.webjars.npm}
   * @param name like {@code swagger-ui}
   * @throws IllegalStateException if it is not on the class path
   */
  public static String folder(String group, String name) {
    String about = "/META-INF/maven/" + group + "/" + name + "/pom.properties";
    try (InputStream in = WebJar.class.getResourceAsStream(about)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks " + name);
      }
      Properties properties = new Properties();
      properties.load(in);
      String version = properties.getProperty("version");
      return "/META-INF/resources/webjars/" + name + "/" + version + "/";
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the version of " + name, e);
    }
  }
}

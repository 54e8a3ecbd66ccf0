package dev.cambrian.rig;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version that the build wrote into the jar, and the Java that runs it. */
final class RigVersion {
  private RigVersion() {}

  /** One line. */
  static String text() {
    Properties properties = new Properties();
    try (InputStream in = RigVersion.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new InfrastructureException("cannot read version.properties from the jar", e);
    }
    String version = properties.getProperty("version", "unknown");
    return "cambrian-rig " + version + " (Java " + Runtime.version().feature() + ")\n";
  }
}

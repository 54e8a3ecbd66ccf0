package dev.cambrian.rig;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version that the build wrote into the jar. */
public final class RigVersion {
  private RigVersion() {}

  /** With the Java that runs it, in one line. */
  static String text() {
    return "cambrian-rig " + number() + " (Java " + Runtime.version().feature() + ")\n";
  }

  /** Such as {@code 0.1.0}; {@code unknown} where the build wrote none. */
  public static String number() {
    Properties properties = new Properties();
    try (InputStream in = RigVersion.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new InfrastructureException("cannot read version.properties from the jar", e);
    }
    return properties.getProperty("version", "unknown");
  }
}

package dev.cambrian.rig;

import java.util.ArrayList;
import java.util.List;

/** The rig as a program of its own, on the classes under test. */
final class RigProcess {
  private RigProcess() {}

  /** The command line; options are the JVM's, arguments the rig's. */
  static List<String> line(List<String> options, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(Programs.javaHome().resolve("bin/java").toString());
    line.addAll(options);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), RigMain.class.getName()));
    line.addAll(List.of(arguments));
    return line;
  }
}

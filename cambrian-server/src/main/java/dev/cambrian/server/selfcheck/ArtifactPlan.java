package dev.cambrian.server.selfcheck;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.rig.RigLimits;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * An artifact and its trusted spec before they are written. {@code @WORD@} anywhere in it stands
 * for what {@link World} knows.
 *
 * @param host in the health URL
 * @param contracts JSON objects
 * @param vectors JSON objects
 * @param tampering what is done to the directory after it was sealed, in this order
 */
record ArtifactPlan(
    Toolchain toolchain,
    String build,
    String test,
    String start,
    String host,
    List<String> contracts,
    List<String> vectors,
    NavigableMap<String, byte[]> files,
    List<String> tampering,
    RigLimits limits) {
  ArtifactPlan {
    contracts = List.copyOf(contracts);
    vectors = List.copyOf(vectors);
    files = Collections.unmodifiableNavigableMap(new TreeMap<>(files));
    tampering = List.copyOf(tampering);
  }

  /** The text of the trusted spec. */
  String spec() {
    StringBuilder text = new StringBuilder();
    text.append("---\ntitle: Fixture\nversion: 1.0.0\ntoolchain: ").append(toolchain.id());
    text.append("\n---\n# Fixture\n\n```entry\n");
    text.append("build: ").append(quoted(build)).append('\n');
    text.append("test: ").append(quoted(test)).append('\n');
    text.append("start: ").append(quoted(start)).append('\n');
    text.append("health: http://").append(host).append(":@PORT@/health\n```\n\n");
    text.append("```contracts\n[").append(String.join(",\n", contracts)).append("]\n```\n");
    if (!vectors.isEmpty()) {
      text.append("\n<!-- BEGIN FROZEN: acceptance-vectors -->\n");
      for (String vector : vectors) {
        text.append("\n```spec-vector\n").append(vector).append("\n```\n");
      }
      text.append("\n<!-- END FROZEN: acceptance-vectors -->\n");
    }
    return text.toString();
  }

  private static String quoted(String yaml) {
    return "'" + yaml.replace("'", "''") + "'";
  }
}

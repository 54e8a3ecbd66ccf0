package dev.cambrian.rig;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tells which file of the artifact a tool means by the path that it prints. */
final class SourceMap {
  private final Set<String> paths = new TreeSet<>();
  private final List<String> listed;
  private final String inside;

  /**
   * Of the listed files.
   *
   * @param inside the working directory as the commands see it
   */
  SourceMap(List<ArtifactFile> files, String inside) {
    this.listed = files.stream().map(ArtifactFile::path).toList();
    paths.addAll(listed);
    this.inside = inside + "/";
  }

  /** The artifact's path of an absolute or relative path; empty where it has no such file. */
  Optional<String> resolve(String printed) {
    String path = printed.strip();
    if (path.startsWith("file://")) {
      path = path.substring("file://".length());
    }
    if (path.startsWith(inside)) {
      path = path.substring(inside.length());
    }
    while (path.startsWith("./")) {
      path = path.substring(2);
    }
    return paths.contains(path) ? Optional.of(path) : Optional.empty();
  }

  /** The one file whose path ends like this, such as {@code pkg/File.java}. */
  Optional<String> endingWith(String suffix) {
    List<String> found =
        paths.stream().filter(it -> it.equals(suffix) || it.endsWith("/" + suffix)).toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** The listed files with one of these extensions, in the manifest's order. */
  List<String> withExtension(List<String> extensions) {
    return listed.stream().filter(it -> extensions.stream().anyMatch(it::endsWith)).toList();
  }

  static Failure failure(String test, String error, Optional<String> file, Optional<Integer> line) {
    return new Failure(
        Text.cut(test, 300),
        Text.error(error.isBlank() ? "no message" : error),
        file,
        file.isPresent() ? line.filter(it -> it > 0) : Optional.empty());
  }
}

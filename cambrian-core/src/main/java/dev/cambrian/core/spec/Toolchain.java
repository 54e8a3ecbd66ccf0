package dev.cambrian.core.spec;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The languages that the rig can build, test and start. Which one it is for an artifact is decided
 * by the first of these that tells:
 *
 * <ol>
 *   <li>{@code toolchain} in the spec's front matter;
 *   <li>the programs that the commands of the spec's {@code entry} block name, see {@link
 *       #ofCommands};
 *   <li>{@code toolchain} in the artifact's manifest;
 *   <li>the programs that the commands of the manifest's {@code entry} name;
 *   <li>{@code java}.
 * </ol>
 *
 * What the spec says is trusted and goes before the manifest, so that no artifact gets out of a
 * check by naming another toolchain. The first two are {@link Spec#toolchain()} of a spec that was
 * read, the others {@link Spec#forArtifact}.
 */
public enum Toolchain {
  JAVA("mvn|mvnw|java|javac"),
  PYTHON("python3?|pytest|pip3?|uv"),
  NODE("node|npm|npx");

  /** Found where a command names one of its programs as a word, with a path before it or not. */
  private final Pattern programs;

  Toolchain(String names) {
    programs = Pattern.compile("(?<![\\w.-])(?:" + names + ")(?![\\w-])");
  }

  /** The name in front matter and manifest: {@code java}, {@code python} or {@code node}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one toolchain whose programs such commands name; empty where they name none or several. */
  public static Optional<Toolchain> ofCommands(List<String> commands) {
    List<Toolchain> named =
        Stream.of(values())
            .filter(it -> commands.stream().anyMatch(it.programs.asPredicate()))
            .toList();
    return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
  }

  /** The toolchain of that exact name. */
  public static Optional<Toolchain> of(String id) {
    for (Toolchain toolchain : values()) {
      if (toolchain.id().equals(id)) {
        return Optional.of(toolchain);
      }
    }
    return Optional.empty();
  }
}

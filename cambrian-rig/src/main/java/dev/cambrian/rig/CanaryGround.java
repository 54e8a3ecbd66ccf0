package dev.cambrian.rig;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the rig looks at to find out where its own tests belong.
 *
 * @param directory the tests' copy
 * @param paths of the artifact's files
 * @param command the spec's test command
 */
record CanaryGround(Path directory, List<String> paths, String command) {
  private static final int MAX_BYTES = 16 << 20;
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s'\"=;&|()<>`]+");
  private static final Pattern NPM_TEST =
      Pattern.compile("\"(?:pre|post)?test[\\w:-]*\"\\s*+:\\s*+\"((?:[^\"\\\\]|\\\\.)*+)\"");

  CanaryGround {
    paths = List.copyOf(paths);
  }

  /** A file of the artifact, one character for each byte so that it can be written back as is. */
  Optional<String> text(String path) {
    return RegularFiles.read(directory, path, MAX_BYTES)
        .map(it -> new String(it, StandardCharsets.ISO_8859_1));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  boolean hasDirectory(String path) {
    return Files.isDirectory(directory.resolve(path), LinkOption.NOFOLLOW_LINKS);
  }

  /** The directories of those of the artifact's files, the root as an empty name. */
  List<String> directoriesOf(Predicate<String> files) {
    return paths.stream().filter(files).map(CanaryGround::parent).distinct().sorted().toList();
  }

  static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static String join(String directory, String name) {
    return directory.isEmpty() ? name : directory + "/" + name;
  }

  /** The words of the command, and of the artifact's scripts that it names. */
  Set<String> words() {
    Set<String> words = new LinkedHashSet<>();
    commands().forEach(it -> words.addAll(split(it)));
    return words;
  }

  /** The command, and the artifact's scripts that it names. */
  List<String> commands() {
    List<String> commands = new ArrayList<>(List.of(command));
    split(command).stream()
        .filter(paths::contains)
        .filter(it -> it.endsWith(".sh") || !name(it).contains("."))
        .forEach(it -> text(it).ifPresent(commands::add));
    if (Toolbox.mentions(command, "make")) {
      text("Makefile").ifPresent(commands::add);
    }
    if (Toolbox.mentions(command, "npm")) {
      Matcher npm = NPM_TEST.matcher(text("package.json").orElse(""));
      while (npm.find()) {
        commands.add(npm.group(1).replace("\\\"", "\""));
      }
    }
    return commands;
  }

  private static List<String> split(String text) {
    return BETWEEN_WORDS
        .splitAsStream(text)
        .map(it -> it.startsWith("./") ? it.substring(2) : it)
        .filter(it -> !it.isEmpty())
        .toList();
  }
}

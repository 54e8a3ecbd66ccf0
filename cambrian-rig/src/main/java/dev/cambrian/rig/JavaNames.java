package dev.cambrian.rig;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The jar that {@code java} is told to run. */
record JavaNames(BuiltFiles files) {
  private static final Set<String> VALUED =
      Set.of(
          "-cp",
          "-classpath",
          "--class-path",
          "-p",
          "--module-path",
          "--upgrade-module-path",
          "--add-modules",
          "--enable-native-access",
          "--add-exports",
          "--add-opens",
          "--add-reads",
          "--limit-modules",
          "--patch-module",
          "--source");

  static boolean starts(FirstCommand command) {
    return command.program().equals("java");
  }

  Optional<Missing> missing(FirstCommand command) {
    List<String> words = command.words();
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      if (word.equals("-jar") && at + 1 < words.size()) {
        return jar(words.get(at + 1));
      }
      if (!word.startsWith("-")) {
        return Optional.empty();
      }
      at += VALUED.contains(word) ? 1 : 0;
    }
    return Optional.empty();
  }

  private Optional<Missing> jar(String path) {
    if (files.mayExist(path)) {
      return Optional.empty();
    }
    List<String> made = RegularFiles.find(files.work(), 3, 5, it -> it.endsWith(".jar"));
    return Optional.of(
        Missing.of(
            "names %s, which the build does not make".formatted(path)
                + (made.isEmpty() ? "" : "; it makes " + String.join(", ", made))));
  }
}

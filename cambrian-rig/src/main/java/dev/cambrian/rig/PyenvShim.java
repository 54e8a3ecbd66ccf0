package dev.cambrian.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a shim of pyenv would start, told by pyenv's own rules. Asking the shim itself costs several
 * shells; where the rules leave any doubt, that is the way.
 */
final class PyenvShim {
  private PyenvShim() {}

  /** The program behind it; empty for anything that is no shim, or that only pyenv can tell. */
  static Optional<Path> behind(Path program) {
    return behind(
        program,
        Optional.ofNullable(System.getenv("PYENV_VERSION")),
        Optional.ofNullable(System.getenv("PYENV_DIR")).map(Path::of).orElse(Path.of("")));
  }

  static Optional<Path> behind(Path program, Optional<String> chosen, Path directory) {
    Path shims = program.toAbsolutePath().getParent();
    Path root = shims == null ? null : shims.getParent();
    if (shims == null || root == null || !shims.endsWith("shims")) {
      return Optional.empty();
    }
    return chosen
        .filter(it -> !it.isBlank())
        .or(() -> versionFile(directory.toAbsolutePath()).or(() -> read(root.resolve("version"))))
        .map(it -> it.split("[:\\s]+", -1)[0])
        .filter(it -> it.matches("[\\w.-]+") && !it.matches("[.]+|system"))
        .map(version -> root.resolve("versions").resolve(version).resolve("bin"))
        .map(bin -> bin.resolve(program.getFileName()))
        .filter(Files::isExecutable);
  }

  private static Optional<String> versionFile(Path directory) {
    return Stream.iterate(Optional.of(directory), it -> it.flatMap(PyenvShim::parent))
        .takeWhile(Optional::isPresent)
        .flatMap(Optional::stream)
        .map(it -> it.resolve(".python-version"))
        .filter(Files::isRegularFile)
        .findFirst()
        .flatMap(PyenvShim::read);
  }

  private static Optional<Path> parent(Path directory) {
    return Optional.ofNullable(directory.getParent());
  }

  private static Optional<String> read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.stream().map(String::strip).filter(it -> !it.isEmpty()).findFirst();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}

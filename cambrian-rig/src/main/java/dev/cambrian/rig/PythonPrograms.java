package dev.cambrian.rig;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The {@code python}, {@code uv} and {@code pip} of an artifact's commands. There is no network, so
 * the real {@code uv} and {@code pip} could only fail, and only after a while: these install
 * nothing and succeed where the interpreter has what is asked for.
 */
final class PythonPrograms {
  private static final String PACKAGES = "packages.py";

  private PythonPrograms() {}

  /**
   * Writes them into {@code bin} of the tools.
   *
   * @param inside how the commands see a path of the tools
   * @return what else they need of the environment
   */
  static Map<String, String> write(Path python, Path tools, Function<Path, String> inside)
      throws IOException {
    Path packages = tools.resolve(PACKAGES);
    try (InputStream script = PythonPrograms.class.getResourceAsStream(PACKAGES)) {
      if (script == null) {
        throw new IOException(PACKAGES + " is missing from the jar");
      }
      Files.write(packages, script.readAllBytes());
    }
    String interpreter = ShellPrologue.quoted(python.toString());
    String answers = interpreter + " -I " + ShellPrologue.quoted(inside.apply(packages));
    Path bin = tools.resolve("bin");
    for (String name : List.of("python", "python3")) {
      CommandEnvironment.executable(
          bin.resolve(name),
          """
          #!/bin/sh
          case "$1:$2" in
            -m:pip | -m:uv) program=$2; shift 2; exec %s "$program" "$@" ;;
          esac
          exec %s "$@"
          """
              .formatted(answers, interpreter));
    }
    CommandEnvironment.executable(bin.resolve("uv"), "#!/bin/sh\nexec " + answers + " uv \"$@\"\n");
    for (String name : List.of("pip", "pip3")) {
      CommandEnvironment.executable(
          bin.resolve(name), "#!/bin/sh\nexec " + answers + " pip \"$@\"\n");
    }
    return Map.of(
        "PYTHONDONTWRITEBYTECODE",
        "1",
        "PYTHONUNBUFFERED",
        "1",
        // For a pip that something else than a command of the PATH starts: no waiting for answers.
        "PIP_NO_INDEX",
        "1",
        "PIP_DISABLE_PIP_VERSION_CHECK",
        "1");
  }
}

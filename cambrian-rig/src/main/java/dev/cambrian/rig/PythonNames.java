package dev.cambrian.rig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The module or file that {@code python} is told to run. Nothing of the artifact runs to tell
 * whether it is there.
 */
record PythonNames(BuiltFiles files, Optional<Path> interpreter) {
  private static final Set<String> OFTEN =
      Set.of("compileall", "http.server", "pip", "pytest", "unittest", "uv", "venv");
  private static final Duration ASK = Duration.ofSeconds(20);

  /** The artifact is not on the path, so that only what is installed can be found. */
  private static final String FIND =
      """
      import sys
      from importlib.util import find_spec
      try:
          found = find_spec(sys.argv[1])
          if found and found.submodule_search_locations is not None:
              found = find_spec(sys.argv[1] + '.__main__')
      except ImportError:
          found = None
      print('found' if found else 'missing')
      """;

  static boolean starts(FirstCommand command) {
    return command.program().matches("python(3(\\.\\d+)?)?");
  }

  Optional<Missing> missing(FirstCommand command) {
    List<String> words = command.words();
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      if (!word.startsWith("-")) {
        return script(word);
      }
      for (int i = 1; i < word.length(); i++) {
        String rest = word.substring(i + 1);
        switch (word.charAt(i)) {
          case 'm' -> {
            return module(rest.isEmpty() && at + 1 < words.size() ? words.get(at + 1) : rest);
          }
          case 'W', 'X' -> {
            at += rest.isEmpty() ? 1 : 0;
            i = word.length();
          }
          case 'b', 'B', 'd', 'E', 'i', 'O', 'q', 's', 'S', 'u', 'v', 'x' -> {}
          default -> {
            return Optional.empty();
          }
        }
      }
      if (word.equals("-")) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private Optional<Missing> script(String path) {
    return files.mayExist(path)
        ? Optional.empty()
        : Optional.of(
            Missing.of(
                "names " + path + ", which is not there",
                files.named(path.substring(path.lastIndexOf('/') + 1))));
  }

  private Optional<Missing> module(String name) {
    if (!name.matches("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*") || OFTEN.contains(name)) {
      return Optional.empty();
    }
    String path = name.replace('.', '/');
    int slash = path.lastIndexOf('/');
    String parent = slash < 0 ? "" : path.substring(0, slash);
    String last = path.substring(slash + 1);
    boolean reachable = parent.isEmpty() || isPackage(parent);
    if (reachable && (isModule(path) || files.mayBeFile(path + "/__main__.py"))) {
      if (!files.mayBeFile(path + "/__init__.py") || files.mayBeFile(path + "/__main__.py")) {
        return Optional.empty();
      }
    }
    if (isInstalled(name)) {
      return Optional.empty();
    }
    if (reachable && files.mayBeFile(path + "/__init__.py")) {
      return Optional.of(
          new Missing(
              "names package %s, but there is no %s/__main__.py".formatted(name, path),
              files.sources().resolve(path + "/__init__.py"),
              Optional.empty()));
    }
    String first = path.substring(0, Math.max(0, path.indexOf('/')));
    if (!reachable && !first.isEmpty() && isModule(first)) {
      return Optional.of(
          new Missing(
              "names module %s, but %s.py is a module and no package".formatted(name, first),
              files.sources().resolve(first + ".py"),
              Optional.empty()));
    }
    return Optional.of(
        Missing.of(
            "names module %s, but there is neither %s.py nor %s/__main__.py"
                .formatted(name, path, path),
            files.named(last + ".py")));
  }

  /** Every directory is one, but for those beside which stands a module of that name. */
  private boolean isPackage(String path) {
    for (int end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      String part = end < 0 ? path : path.substring(0, end);
      if (!files.mayBeDirectory(part)
          || (isModule(part) && !files.mayBeFile(part + "/__init__.py"))) {
        return false;
      }
      if (end < 0) {
        return true;
      }
    }
  }

  private boolean isModule(String path) {
    int slash = path.lastIndexOf('/');
    String directory = slash < 0 ? "" : path.substring(0, slash);
    return files.mayBeFile(path + ".py")
        || files.mayBeFile(path + ".pyc")
        || files.has(directory, path.substring(slash + 1) + ".", ".so");
  }

  private boolean isInstalled(String name) {
    return interpreter.isEmpty()
        || !Programs.ask(List.of(interpreter.get().toString(), "-I", "-c", FIND, name), ASK)
            .equals(List.of("missing"));
  }
}

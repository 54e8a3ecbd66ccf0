package dev.cambrian.rig;

import dev.cambrian.core.json.LocatedJson;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.StrictJson;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The file or script that {@code node} or {@code npm} is told to run. */
record NodeNames(BuiltFiles files) {
  private static final String PACKAGE = "package.json";

  /** Options that take no word after them and change nothing of how the file is found. */
  private static final Pattern FLAG =
      Pattern.compile(
          "--no-[\\w-]+|--enable-source-maps|--use-strict|--watch|--inspect(-brk)?|--harmony[\\w-]*"
              + "|--(throw|pending)-deprecation|--trace-(warnings|deprecation|uncaught|exit|sigint)"
              + "|--experimental-(vm|json|wasm)-modules|--experimental-(sqlite|strip-types|websocket)"
              + "|--(max-old-space-size|stack-size|unhandled-rejections|env-file|title)=.*");

  static boolean starts(FirstCommand command) {
    return command.program().equals("node") || command.program().equals("npm");
  }

  /**
   * @param nested what a script of npm starts in turn
   */
  Optional<Missing> missing(
      FirstCommand command, Function<FirstCommand, Optional<Missing>> nested) {
    return command.program().equals("npm") ? npm(command.words(), nested) : node(command.words());
  }

  private Optional<Missing> node(List<String> words) {
    for (String word : words) {
      if (!word.startsWith("-")) {
        return file(word);
      }
      if (!FLAG.matcher(word).matches()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private Optional<Missing> file(String name) {
    String path = name.replaceAll("/+$", "");
    if (path.matches("\\.|\\./\\.")) {
      return directory("");
    }
    if (resolves(path)) {
      return Optional.empty();
    }
    if (files.mayBeDirectory(path)) {
      return directory(path + "/");
    }
    String what =
        path.matches(".*\\.[cm]?js")
            ? "names " + path + ", which is not there"
            : "names %s, but there is neither %s nor %s.js nor %s/index.js"
                .formatted(path, path, path, path);
    return Optional.of(Missing.of(what, files.named(path.substring(path.lastIndexOf('/') + 1))));
  }

  private boolean resolves(String path) {
    return files.mayBeFile(path)
        || files.mayBeFile(path + ".js")
        || files.mayBeFile(path + ".json")
        || files.mayBeFile(path + ".node");
  }

  /** By the main file of its package, else its index. */
  private Optional<Missing> directory(String prefix) {
    if (resolves(prefix + "index")) {
      return Optional.empty();
    }
    Optional<LocatedJson> json = packageJson(prefix);
    Optional<String> main = json.flatMap(it -> text(it.root().path("main")));
    if (main.isPresent()) {
      String path = prefix + main.get().replaceAll("/+$", "");
      return resolves(path) || resolves(path + "/index")
          ? Optional.empty()
          : Optional.of(
              Missing.in(
                  prefix + PACKAGE,
                  json.get().lines().member("main").line(),
                  "names the directory's main file %s, which is not there".formatted(path)));
    }
    if (json.isEmpty() && files.mayExist(prefix + PACKAGE)) {
      return Optional.empty();
    }
    return Optional.of(
        Missing.of(
            "names a directory, but there is no %sindex.js and no main file in a package.json"
                .formatted(prefix)));
  }

  private Optional<Missing> npm(
      List<String> words, Function<FirstCommand, Optional<Missing>> nested) {
    List<String> named = words.stream().filter(it -> !it.matches("-s|--silent")).toList();
    if (named.isEmpty()) {
      return Optional.empty();
    }
    boolean run = named.getFirst().matches("run|run-script");
    if (run ? named.size() < 2 : !named.getFirst().matches("start|test|t|tst")) {
      return Optional.empty();
    }
    String script = run ? named.get(1) : named.getFirst().equals("start") ? "start" : "test";
    if (!files.mayExist(PACKAGE)) {
      return Optional.of(
          Missing.of("runs the script %s of package.json, which is not there".formatted(script)));
    }
    return script.startsWith("-")
        ? Optional.empty()
        : packageJson("").flatMap(it -> script(it, script, nested));
  }

  private Optional<Missing> script(
      LocatedJson json, String name, Function<FirstCommand, Optional<Missing>> nested) {
    JsonNode scripts = json.root().path("scripts");
    Optional<String> command = text(scripts.path(name));
    if (command.isEmpty()) {
      boolean hasDefault = name.equals("start") && files.mayExist("server.js");
      return hasDefault
          ? Optional.empty()
          : Optional.of(
              Missing.in(
                  PACKAGE,
                  json.lines().member("scripts").line(),
                  "runs the script %s, which package.json does not have".formatted(name)));
    }
    if (scripts.has("pre" + name)) {
      return Optional.empty();
    }
    int line = json.lines().member("scripts").member(name).line();
    return FirstCommand.of(command.get())
        .filter(it -> !it.program().equals("npm"))
        .flatMap(nested)
        .map(
            it ->
                Missing.in(
                    PACKAGE, line, "runs the script %s, which %s".formatted(name, it.what())));
  }

  /** Empty also where it is no JSON: then node itself says what is wrong. */
  private Optional<LocatedJson> packageJson(String prefix) {
    try {
      return files.text(prefix + PACKAGE).map(StrictJson::readLocated);
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(JsonNode node) {
    return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
  }
}

package dev.cambrian.rig;

import dev.cambrian.rig.JUnitXml.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rig's own tests for node, which runs each file in a process of its own: what one file does to
 * the runner shows in that file alone. So they stand in new files and at the end of the artifact's.
 */
final class NodeCanary {
  private static final int MAX_DIRECTORIES = 40;
  private static final int MAX_FILES = 100;
  private static final Pattern SOURCE = Pattern.compile(".*\\.[cm]?js");
  private static final Pattern TEST_FILE =
      Pattern.compile("(?:.*[._-])?(?:test|spec)\\.[cm]?js|test-.*\\.[cm]?js");
  private static final Pattern TESTS = Pattern.compile("\\bassert\\b");
  private static final Pattern LOADED_FIRST =
      Pattern.compile(
          "(?:--require|--import|--loader|--experimental-loader|\\s-r)[=\\s]++['\"]?(?:\\./)?([\\w./-]++)");
  private static final Pattern TYPE = Pattern.compile("\"type\"\\s*+:\\s*+\"(module|commonjs)\"");
  private static final Pattern MODULE =
      Pattern.compile("(?m)^[ \\t]*+(?:import|export)\\b[ \\t]*+[^(\\s]");
  private static final Pattern CONSOLE = Pattern.compile("(not ok|ok) \\d{1,9} - $|([✖✔﹣]) $");

  private final CanaryGround ground;
  private final CanaryNames names;
  private final List<CanaryTests.Pair> pairs = new ArrayList<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  private NodeCanary(CanaryGround ground, CanaryNames names) {
    this.ground = ground;
    this.names = names;
  }

  static CanaryTests write(CanaryGround ground, CanaryNames names) {
    NodeCanary canary = new NodeCanary(ground, names);
    canary.append();
    canary.addFiles();
    return new CanaryTests(canary.pairs, canary.files);
  }

  private void append() {
    Set<String> words = ground.words();
    Set<String> loadedFirst = loadedFirst();
    for (String path : ground.paths()) {
      if (files.size() == MAX_FILES
          || !SOURCE.matcher(path).matches()
          || loadedFirst.stream().anyMatch(it -> is(it, path))) {
        continue;
      }
      boolean test = TEST_FILE.matcher(CanaryGround.name(path)).matches();
      boolean named = words.stream().anyMatch(it -> is(it, path));
      ground
          .text(path)
          .filter(it -> test || it.contains("node:test") || (named && TESTS.matcher(it).find()))
          .ifPresent(
              it ->
                  files.put(path, CanaryGround.bytes(it + "\n" + test(path, isModule(path, it)))));
    }
  }

  private static boolean is(String word, String path) {
    return path.equals(word) || path.endsWith("/" + word);
  }

  /** Those run in the runner's own process too, where a test of theirs would be out of place. */
  private Set<String> loadedFirst() {
    Set<String> files = new HashSet<>();
    for (String command : ground.commands()) {
      Matcher option = LOADED_FIRST.matcher(command);
      while (option.find()) {
        files.add(option.group(1));
      }
    }
    return files;
  }

  private void addFiles() {
    List<String> directories =
        files.keySet().stream().map(CanaryGround::parent).distinct().sorted().toList();
    for (String directory :
        directories.isEmpty()
            ? List.of("")
            : directories.stream().limit(MAX_DIRECTORIES).toList()) {
      String path = CanaryGround.join(directory, names.word() + ".test.mjs");
      files.put(path, CanaryGround.bytes(test(path, true)));
    }
  }

  private boolean isModule(String path, String text) {
    if (path.endsWith(".mjs") || path.endsWith(".cjs")) {
      return path.endsWith(".mjs");
    }
    String directory = path;
    do {
      directory = CanaryGround.parent(directory);
      String nearest = CanaryGround.join(directory, "package.json");
      if (ground.paths().contains(nearest)) {
        Matcher type = TYPE.matcher(ground.text(nearest).orElse(""));
        if (type.find()) {
          return type.group(1).equals("module");
        }
        break;
      }
    } while (!directory.isEmpty());
    return MODULE.matcher(text).find();
  }

  private String test(String path, boolean module) {
    CanaryTests.Pair pair = names.pair("", path);
    pairs.add(pair);
    String test = names.word();
    int sum = names.number();
    int part = names.number();
    return """
    %1$s
    %2$s('%3$s', () => { if (%5$d + %6$d !== %7$d) throw new Error('%5$d'); });
    %2$s('%4$s', () => { if (%5$d - %6$d !== %7$d) throw new Error('%6$d'); });
    """
        .formatted(
            module
                ? "import { test as %s } from 'node:test';".formatted(test)
                : ";const { test: %s } = require('node:test');".formatted(test),
            test,
            pair.passing(),
            pair.failing(),
            sum,
            part,
            sum + part);
  }

  /** What a runner without the rig's reporter prints: TAP, or a mark before each name. */
  static Sightings console(CommandResult.Output stdout, CanaryTests canary) {
    Map<String, Set<Outcome>> outcomes = new HashMap<>();
    String text = Sightings.kept(stdout);
    for (CanaryTests.Pair pair : canary.pairs()) {
      read(text, pair.passing(), outcomes);
      read(text, pair.failing(), outcomes);
    }
    Sightings sightings = new Sightings(outcomes, Set.of());
    return stdout.whole() ? sightings : sightings.withoutHalves(canary);
  }

  private static void read(String text, String name, Map<String, Set<Outcome>> outcomes) {
    for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      Matcher mark = CONSOLE.matcher(text.substring(Math.max(0, at - 30), at));
      if (mark.find()) {
        String said = mark.group(1) == null ? mark.group(2) : mark.group(1);
        Sightings.add(
            outcomes,
            name,
            switch (said) {
              case "ok", "✔" -> Outcome.PASSED;
              case "﹣" -> Outcome.SKIPPED;
              default -> Outcome.FAILED;
            });
      }
    }
  }
}

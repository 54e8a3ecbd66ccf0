package dev.cambrian.rig;

import dev.cambrian.rig.KilledRun.Running;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far surefire says that it came: it tells of classes, at their start and their end. */
final class JavaProgress {
  private static final Pattern BEGUN = Pattern.compile("^\\[INFO] Running ([\\w.$]+)$");
  private static final Pattern ENDED =
      Pattern.compile("^\\[\\w+] Tests run: \\d+, .*Time elapsed: .* in ([\\w.$]+)$");
  private static final Pattern TEST_SOURCE =
      Pattern.compile("(?:.*/)?src/test/java/(.*(?:Test|Tests|TestCase)|(?:.*/)?Test[^/]*)\\.java");

  private JavaProgress() {}

  /**
   * @param reported the classes that have written their results
   */
  static KilledRun read(CommandResult.Output stdout, List<String> reported, SourceMap sources) {
    Set<String> running = new LinkedHashSet<>();
    Optional<String> last = Optional.empty();
    for (String line : stdout.most().lines().toList()) {
      Matcher begun = BEGUN.matcher(line);
      Matcher ended = ENDED.matcher(line);
      if (begun.matches()) {
        running.add(begun.group(1));
      } else if (ended.matches()) {
        running.remove(ended.group(1));
        last = Optional.of(ended.group(1));
      }
    }
    if (running.isEmpty() && last.isEmpty()) {
      onlyOneLeft(reported, sources).ifPresent(running::add);
    }
    return new KilledRun(
        Optional.empty(), last, running.stream().map(it -> locate(it, sources)).toList());
  }

  /** Where Maven is quiet, the one class without results is the one that was running. */
  private static Optional<String> onlyOneLeft(List<String> reported, SourceMap sources) {
    List<String> left =
        sources.withExtension(List.of(".java")).stream()
            .map(TEST_SOURCE::matcher)
            .filter(Matcher::matches)
            .map(it -> it.group(1).replace('/', '.'))
            .filter(it -> !reported.contains(it))
            .toList();
    return left.size() == 1 ? Optional.of(left.getFirst()) : Optional.empty();
  }

  private static Running locate(String className, SourceMap sources) {
    String path = className.replaceAll("\\$.*", "").replace('.', '/') + ".java";
    return new Running(className, sources.endingWith(path), Optional.empty());
  }
}

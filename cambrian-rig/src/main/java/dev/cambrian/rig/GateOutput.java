package dev.cambrian.rig;

import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines that our own syntax gates print: number of the file, line, message. */
final class GateOutput {
  private GateOutput() {}

  static List<Failure> read(
      CommandResult result, Pattern pattern, SourceMap sources, String... extensions) {
    List<String> files = sources.withExtension(List.of(extensions));
    List<Failure> failures = new ArrayList<>();
    for (String line : result.stdout().head().lines().limit(TestResults.MAX_FAILURES).toList()) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.matches() && Integer.parseInt(matcher.group(1)) < files.size()) {
        failures.add(
            SourceMap.failure(
                "syntax",
                matcher.group(3),
                Optional.of(files.get(Integer.parseInt(matcher.group(1)))),
                Optional.of(Math.max(1, Integer.parseInt(matcher.group(2))))));
      }
    }
    return failures;
  }
}

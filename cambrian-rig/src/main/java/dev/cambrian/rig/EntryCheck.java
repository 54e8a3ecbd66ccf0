package dev.cambrian.rig;

import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether what the start and test commands name is there once the build is over, so that its
 * absence is told in so many words and before anything starts. Only what is sure to be missing is:
 * a command that is not plain, or an answer that is in doubt, says nothing.
 */
final class EntryCheck {
  private final BuiltFiles files;
  private final Optional<Path> python;

  EntryCheck(BuiltFiles files, Optional<Path> python) {
    this.files = files;
    this.python = python;
  }

  List<Failure> missing(Entry entry) {
    List<Failure> failures = new ArrayList<>();
    missing("start", entry.start()).ifPresent(failures::add);
    missing("test", entry.test()).ifPresent(failures::add);
    return failures;
  }

  private Optional<Failure> missing(String name, String line) {
    return FirstCommand.of(line)
        .flatMap(this::missing)
        .map(
            it ->
                SourceMap.failure(
                    name, "the %s command %s".formatted(name, it.what()), it.file(), it.line()));
  }

  private Optional<Missing> missing(FirstCommand command) {
    if (PythonNames.starts(command)) {
      return new PythonNames(files, python).missing(command);
    }
    if (NodeNames.starts(command)) {
      return new NodeNames(files).missing(command, this::missing);
    }
    if (JavaNames.starts(command)) {
      return new JavaNames(files).missing(command);
    }
    if (command.program().equals("uv")
        && command.words().stream().findFirst().equals(Optional.of("run"))) {
      return command.inner(1).flatMap(this::missing);
    }
    return Optional.empty();
  }
}

package dev.cambrian.rig;

import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The build command and, beside it, the syntax gate, whose word comes first. */
final class BuildStage {
  private final Entry entry;
  private final Kit kit;
  private final RigLimits limits;
  private final Scratch scratch;
  private final Sandbox sandbox;

  BuildStage(Entry entry, Kit kit, RigLimits limits, Scratch scratch, Sandbox sandbox) {
    this.entry = entry;
    this.kit = kit;
    this.limits = limits;
    this.scratch = scratch;
    this.sandbox = sandbox;
  }

  /**
   * Builds.
   *
   * @param meanwhile what else to do once the commands run
   */
  StageOutcome run(WorkingCopy copy, SourceMap sources, Runnable meanwhile)
      throws IOException, InterruptedException {
    List<Failure> wrong = kit.precheck(copy.files(), entry);
    if (!wrong.isEmpty()) {
      return StageOutcome.failed(wrong.getFirst().error(), wrong, Optional.empty());
    }
    Optional<RunningCommand> gate = startGate(copy);
    RunningCommand build = start(copy, entry.build());
    meanwhile.run();
    if (gate.isPresent()) {
      CommandResult checked = gate.get().await(limits.build());
      if (!checked.succeeded()) {
        var _ = build.stop(Duration.ZERO);
        sandbox.sweep();
        return syntax(checked, sources);
      }
    }
    CommandResult built = build.await(limits.build());
    sandbox.sweep();
    if (!built.succeeded()) {
      return notBuilt(built, sources);
    }
    List<String> changed = copy.changed(copy.root());
    return changed.isEmpty()
        ? StageOutcome.PASSED
        : Changes.outcome("build", changed, Optional.of(built));
  }

  /** Beside the build, on a copy of the files that the build does not reach. */
  private Optional<RunningCommand> startGate(WorkingCopy copy) throws IOException {
    Optional<String> gate =
        kit.syntaxGate(copy.files(), scratch.tools(), sandbox.inside(scratch.tools()));
    if (gate.isEmpty()) {
      return Optional.empty();
    }
    Path sources = scratch.tools().resolve("sources");
    copy.copyTo(sources);
    return Optional.of(start(copy, "cd '" + sandbox.inside(sources) + "' && " + gate.get()));
  }

  private RunningCommand start(WorkingCopy copy, String script) {
    return sandbox
        .place(copy.root())
        .start(new ShellCommand(script, Map.of(), limits.build()), limits.outputBytes());
  }

  private StageOutcome syntax(CommandResult checked, SourceMap sources) {
    List<Failure> errors = kit.gateErrors(checked, sources);
    if (errors.isEmpty()) {
      return StageOutcome.failed(
          "syntax",
          "the syntax check did not finish: " + checked.describe(limits.build()),
          Optional.of(checked));
    }
    Failure first = errors.getFirst();
    return StageOutcome.failed(
        "%s: %s:%d: %s"
            .formatted(
                Text.plural(errors.size(), "syntax error"),
                first.file().orElse("?"),
                first.line().orElse(1),
                first.error()),
        errors,
        Optional.of(checked));
  }

  private StageOutcome notBuilt(CommandResult built, SourceMap sources) {
    String summary = "the build failed: " + built.describe(limits.build());
    List<Failure> errors = kit.buildErrors(built, sources);
    return errors.isEmpty()
        ? StageOutcome.failed("build", summary, Optional.of(built))
        : StageOutcome.failed(
            summary + "; " + Text.plural(errors.size(), "compiler error"),
            errors,
            Optional.of(built));
  }
}

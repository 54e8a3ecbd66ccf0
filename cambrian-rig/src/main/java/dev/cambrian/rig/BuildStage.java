package dev.cambrian.rig;

import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gates and the build command. */
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

  StageOutcome run(WorkingCopy copy, SourceMap sources) throws IOException, InterruptedException {
    List<Failure> wrong = kit.precheck(copy.files(), entry);
    if (!wrong.isEmpty()) {
      return StageOutcome.failed(wrong.getFirst().error(), wrong, Optional.empty());
    }
    Optional<String> gate =
        kit.syntaxGate(copy.files(), scratch.tools(), sandbox.inside(scratch.tools()));
    if (gate.isPresent()) {
      CommandResult checked = command(gate.get());
      if (!checked.succeeded()) {
        return syntax(checked, sources);
      }
    }
    CommandResult built = command(entry.build());
    sandbox.sweep();
    if (!built.succeeded()) {
      return notBuilt(built, sources);
    }
    List<String> changed = copy.changed();
    return changed.isEmpty()
        ? StageOutcome.PASSED
        : Changes.outcome("build", changed, Optional.of(built));
  }

  private CommandResult command(String script) throws InterruptedException {
    ShellCommand command = new ShellCommand(script, Map.of(), limits.build());
    return sandbox.start(command, limits.outputBytes()).await(limits.build());
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

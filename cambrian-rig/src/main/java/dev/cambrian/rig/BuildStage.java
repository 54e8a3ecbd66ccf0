package dev.cambrian.rig;

import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The syntax gate, the build command, and then whether there is what the others name. */
final class BuildStage {
  private static final String GATE_PASSED = "gate.passed";

  private final Entry entry;
  private final Kit kit;
  private final RigLimits limits;
  private final Scratch scratch;
  private final Sandbox sandbox;
  private final Toolbox toolbox;

  BuildStage(
      Entry entry, Kit kit, RigLimits limits, Scratch scratch, Sandbox sandbox, Toolbox toolbox) {
    this.entry = entry;
    this.kit = kit;
    this.limits = limits;
    this.scratch = scratch;
    this.sandbox = sandbox;
    this.toolbox = toolbox;
  }

  /**
   * Builds.
   *
   * @param place where the working copy is the working directory
   * @param meanwhile what else to do once the commands run
   */
  StageOutcome run(Sandbox.Place place, WorkingCopy copy, SourceMap sources, Runnable meanwhile)
      throws IOException, InterruptedException {
    List<Failure> wrong = kit.precheck(copy.files(), entry);
    if (!wrong.isEmpty()) {
      return StageOutcome.failed(wrong.getFirst().error(), wrong, Optional.empty());
    }
    RunningCommand build =
        place.start(new ShellCommand(script(copy), Map.of(), limits.build()), limits.outputBytes());
    meanwhile.run();
    CommandResult built = build.await(limits.build());
    sandbox.sweep();
    if (!built.succeeded()) {
      return RegularFiles.is(scratch.results(), GATE_PASSED)
          ? notBuilt(built, sources)
          : syntax(built, sources);
    }
    List<String> changed = copy.changed(copy.root());
    if (!changed.isEmpty()) {
      return Changes.outcome("build", changed, Optional.of(built));
    }
    List<Failure> missing =
        new EntryCheck(new BuiltFiles(copy.root(), sources), toolbox.python()).missing(entry);
    return missing.isEmpty()
        ? StageOutcome.passed(built)
        : StageOutcome.failed(missing.getFirst().error(), missing, Optional.of(built));
  }

  /**
   * The gate and then the build, which runs where the gate let it. The gate runs nothing of the
   * artifact, so what it reads is what was checked; a build that removes the mark of the gate
   * afterwards only makes its own failure look like another.
   */
  private String script(WorkingCopy copy) throws IOException {
    Optional<String> gate =
        kit.syntaxGate(copy.files(), scratch.tools(), sandbox.inside(scratch.tools()));
    String passed = sandbox.inside(scratch.results()) + "/" + GATE_PASSED;
    return gate.map(it -> "( " + it + " ) && ").orElse("")
        + ": >"
        + ShellPrologue.quoted(passed)
        + " && eval "
        + ShellPrologue.quoted(entry.build());
  }

  private StageOutcome syntax(CommandResult checked, SourceMap sources) {
    List<Failure> errors = kit.gateErrors(checked, sources);
    if (errors.isEmpty()) {
      return StageOutcome.failed(
          "syntax", "the syntax check " + checked.describe(limits.build()), Optional.of(checked));
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
    String summary = "the build command " + built.describe(limits.build());
    List<Failure> errors = kit.buildErrors(built, sources);
    return errors.isEmpty()
        ? StageOutcome.failed("build", summary, Optional.of(built))
        : StageOutcome.failed(
            summary + "; " + Text.plural(errors.size(), kit.buildErrorName()),
            errors,
            Optional.of(built));
  }
}

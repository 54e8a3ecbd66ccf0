package dev.cambrian.rig;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.Elapsed;
import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.ContractException;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.Measures;
import dev.cambrian.core.verdict.PerformanceGoal;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.ViabilityReport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.Option;

/**
 * Judges one artifact directory. Exit codes: {@value #VIABLE} viable, {@value #NON_VIABLE}
 * non-viable, {@value #USAGE} usage or bad input, {@value #INFRASTRUCTURE} no verdict.
 */
public final class RigCommand {
  public static final int VIABLE = 0;
  public static final int NON_VIABLE = 1;
  public static final int USAGE = 2;
  public static final int INFRASTRUCTURE = 3;

  /** What it does, in one sentence. */
  public static final String DESCRIPTION =
      "Judges an artifact directory against a specification and writes a viability report.";

  private final String name;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * A command that writes to these.
   *
   * @param name that its messages and its help begin with
   */
  public RigCommand(String name, PrintWriter out, PrintWriter err) {
    this.name = name;
    this.out = out;
    this.err = err;
  }

  /** A command that writes to the streams of this process, in UTF-8. */
  public static RigCommand ofProcess(String name) {
    return new RigCommand(name, writer(FileDescriptor.out), writer(FileDescriptor.err));
  }

  private static PrintWriter writer(FileDescriptor stream) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8));
  }

  /** Does what the arguments say and gives the exit code; nothing is thrown. */
  public int run(String... arguments) {
    try {
      int code = answer(RigLine.read(arguments));
      if (out.checkError() && !isPipe()) {
        complain("the output could not be written whole: is its disk full?");
        return INFRASTRUCTURE;
      }
      return code;
    } catch (RigUsageException e) {
      complain(e.getMessage() + "; see '" + name + " --help'");
      return USAGE;
    } catch (InfrastructureException e) {
      complain(String.valueOf(e.getMessage()));
      return INFRASTRUCTURE;
    } catch (CambrianException e) {
      complain(String.valueOf(e.getMessage()));
      return USAGE;
    } catch (Throwable e) {
      return Defect.told(name, e, err);
    } finally {
      out.flush();
      err.flush();
    }
  }

  private int answer(RigCall call) {
    return switch (call) {
      case RigCall.Help _ -> printed(RigHelp.text(name));
      case RigCall.Version _ -> printed(RigVersion.text());
      case RigArguments arguments -> judge(arguments);
    };
  }

  private int printed(String text) {
    out.print(text);
    return VIABLE;
  }

  private int judge(RigArguments arguments) {
    HeadStart.begin(arguments.spec());
    Spec trusted = Specs.read(arguments.spec());
    requirePlaces(arguments);
    Spec spec = ArtifactReader.fitted(arguments.artifact(), trusted);
    LocalVerifier verifier =
        LocalVerifier.untried(arguments.isolation(), arguments.policy())
            .withLimits(arguments.limits());
    Assignment assignment =
        new Assignment(
            arguments.generation(),
            arguments.artifact(),
            Optional.empty(),
            spec,
            arguments
                .baseline()
                .map(it -> new Baseline(0, contracts(RigOptions.BASELINE, it)))
                .orElse(Baseline.NONE),
            measures(arguments));
    VerificationListener progress = arguments.json() ? VerificationListener.NONE : new Progress();
    return switch (verifier.judge(assignment, progress)) {
      case Verification.Aborted(var kind, var reason) -> {
        complain("no verdict (" + kind.id() + "): " + reason);
        yield INFRASTRUCTURE;
      }
      case Verification.Judged(var verdict) -> {
        ReportFile.write(arguments.report(), verdict);
        out.print(arguments.json() ? ReportCodec.encode(verdict) : summary(arguments, verdict));
        yield verdict.viable() ? VIABLE : NON_VIABLE;
      }
    };
  }

  private static String summary(RigArguments arguments, ViabilityReport verdict) {
    return ReportPrinter.print(verdict)
        + "report: "
        + Text.oneLine(arguments.report().toString())
        + "\n";
  }

  private static void requirePlaces(RigArguments arguments) {
    Path artifact = arguments.artifact();
    if (!Files.isDirectory(artifact)) {
      throw new RigUsageException(
          "there is no directory " + artifact + "; name the artifact's directory");
    }
    Path report = arguments.report();
    Path parent = report.toAbsolutePath().normalize().getParent();
    if (Files.isDirectory(report) || parent == null || !Files.isDirectory(parent)) {
      throw new RigUsageException(
          "the report cannot be written to "
              + report
              + "; name a file in a directory with --report");
    }
    try {
      if (ReportFile.isInside(report, artifact)) {
        throw new RigUsageException(
            "the report would lie inside the artifact; run elsewhere or name a place with --report");
      }
    } catch (IOException e) {
      throw new RigUsageException(
          "cannot tell where " + report + " is (" + e.getMessage() + "); choose another --report");
    }
  }

  private static Measures measures(RigArguments arguments) {
    Measures measures = Measures.NONE;
    for (Map.Entry<CheckSet, Path> set : arguments.sets().entrySet()) {
      measures =
          measures.with(set.getKey(), contracts(RigOptions.of(set.getKey()), set.getValue()));
    }
    return arguments.underLoad() ? measures.withPerformance(PerformanceGoal.DEFAULT) : measures;
  }

  private static List<Contract> contracts(Option option, Path file) {
    String named = RigOptions.name(option) + " " + file;
    try {
      return Contracts.read(StrictJson.read(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new RigUsageException("cannot read the contracts of " + named + ": " + e.getMessage());
    } catch (ContractException e) {
      throw new RigUsageException("in " + named + ": " + e.getMessage());
    } catch (MalformedJsonException e) {
      throw new RigUsageException("the contracts of " + named + " are no JSON: " + e.getMessage());
    }
  }

  /** Says what is going on. */
  private final class Progress implements VerificationListener {
    @Override
    public void stageStarted(Stage stage) {
      say(stage.id() + " ...");
    }

    @Override
    public void stageFinished(Stage stage, boolean passed, Duration took) {
      say(stage.id() + (passed ? " ok in " : " failed after ") + Elapsed.text(took));
    }

    private void say(String line) {
      err.println(line);
      err.flush();
    }
  }

  private void complain(String message) {
    err.println(name + ": " + Text.oneLine(message));
  }

  /** Whether output goes to a reader that may have seen enough. */
  private static boolean isPipe() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
    } catch (IOException | UnsupportedOperationException noProc) {
      return false;
    }
  }
}

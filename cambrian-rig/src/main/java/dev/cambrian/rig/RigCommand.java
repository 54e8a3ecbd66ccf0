package dev.cambrian.rig;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.ViabilityReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec.Target;

/**
 * Judges one artifact directory. Exit codes: {@value #VIABLE} viable, {@value #NON_VIABLE}
 * non-viable, {@value #USAGE} usage, {@value #INFRASTRUCTURE} no verdict.
 */
@Command(
    name = "cambrian-rig",
    mixinStandardHelpOptions = true,
    versionProvider = RigVersion.class,
    sortOptions = false,
    description = {
      "Judges an artifact directory against a specification and writes a viability report.",
      "Exit codes: 0 viable, 1 non-viable, 2 usage, 3 no verdict for a reason outside the artifact."
    })
public final class RigCommand implements Callable<Integer> {
  public static final int VIABLE = 0;
  public static final int NON_VIABLE = 1;
  public static final int USAGE = 2;
  public static final int INFRASTRUCTURE = 3;

  @picocli.CommandLine.Spec(Target.SELF)
  private @Nullable CommandSpec self;

  @Parameters(paramLabel = "DIR", description = "the artifact; it is never written to")
  private Path artifact = Path.of("");

  @Option(
      names = "--spec",
      required = true,
      paramLabel = "FILE",
      description = "the trusted specification; the artifact's own copy is never believed")
  private Path specFile = Path.of("");

  @Option(
      names = "--generation",
      paramLabel = "N",
      defaultValue = "0",
      description = "the generation that the manifest must name; 0, the default: any")
  private int generation;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      defaultValue = "viability-report.json",
      description = "where to write the report (default: ${DEFAULT-VALUE})")
  private Path report = Path.of("viability-report.json");

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "JSON array of contracts that are evaluated for information only")
  private @Nullable Path baseline;

  @Option(
      names = "--isolation",
      paramLabel = "KIND",
      defaultValue = "auto",
      description = "auto, bubblewrap or none (default: ${DEFAULT-VALUE})")
  private String isolation = "auto";

  @Option(
      names = "--unsafe-no-sandbox",
      description = "allow the code to run as a plain process of yours, unprotected")
  private boolean unsafeNoSandbox;

  @Option(
      names = "--build-timeout",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "for the build (default: ${DEFAULT-VALUE})")
  private double buildTimeout;

  @Option(
      names = "--test-timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "for the tests (default: ${DEFAULT-VALUE})")
  private double testTimeout;

  @Option(
      names = "--start-timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "for the program until it answers (default: ${DEFAULT-VALUE})")
  private double startTimeout;

  @Option(
      names = "--contract-timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "for one whole exchange (default: ${DEFAULT-VALUE})")
  private double contractTimeout;

  @Option(
      names = "--stop-timeout",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "for the program to end before it is killed (default: ${DEFAULT-VALUE})")
  private double stopTimeout;

  @Option(names = "--json", description = "print the report itself instead of a summary")
  private boolean json;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(self);
    String name = command.qualifiedName();
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    try {
      return judge(out, err);
    } catch (InfrastructureException e) {
      err.println(name + ": " + Text.oneLine(String.valueOf(e.getMessage())));
      return INFRASTRUCTURE;
    } catch (CambrianException e) {
      err.println(name + ": " + Text.oneLine(String.valueOf(e.getMessage())));
      return USAGE;
    } catch (ParameterException e) {
      throw e;
    } catch (Throwable e) {
      return Defect.told(name, e, err);
    } finally {
      out.flush();
      err.flush();
    }
  }

  private int judge(PrintWriter out, PrintWriter err) {
    Spec spec = Specs.read(specFile);
    checkPlaces();
    LocalVerifier verifier = verifier();
    Assignment assignment =
        new Assignment(generation, artifact, Optional.empty(), spec, baselineContracts());
    return switch (verifier.judge(assignment, progress(err))) {
      case Verification.Aborted(var kind, var reason) -> {
        err.println(name() + ": no verdict (" + kind.id() + "): " + Text.oneLine(reason));
        yield INFRASTRUCTURE;
      }
      case Verification.Judged(var verdict) -> {
        ReportFile.write(report, verdict);
        out.print(json ? ReportCodec.encode(verdict) : summary(verdict));
        yield verdict.viable() ? VIABLE : NON_VIABLE;
      }
    };
  }

  private String name() {
    return Objects.requireNonNull(self).qualifiedName();
  }

  private String summary(ViabilityReport verdict) {
    return ReportPrinter.print(verdict) + "report: " + Text.oneLine(report.toString()) + "\n";
  }

  private void checkPlaces() {
    if (!Files.isDirectory(artifact)) {
      throw usage("there is no directory " + artifact + "; name the artifact's directory");
    }
    if (generation < 0) {
      throw usage("--generation must not be negative");
    }
    Path parent = report.toAbsolutePath().normalize().getParent();
    if (Files.isDirectory(report) || parent == null || !Files.isDirectory(parent)) {
      throw usage("the report cannot be written to " + report + "; name a file in a directory");
    }
    try {
      if (ReportFile.isInside(report, artifact)) {
        throw usage(
            "the report would lie inside the artifact; run elsewhere or name a place with --report");
      }
    } catch (IOException e) {
      throw usage("cannot tell where " + report + " is: " + e.getMessage());
    }
  }

  private LocalVerifier verifier() {
    Isolation wanted =
        Isolation.of(isolation)
            .orElseThrow(
                () -> usage("--isolation must be auto, bubblewrap or none, not " + isolation));
    IsolationPolicy policy =
        unsafeNoSandbox ? IsolationPolicy.ALLOW_NONE : IsolationPolicy.REQUIRE_SANDBOX;
    return LocalVerifier.with(wanted, policy).withLimits(limits());
  }

  private RigLimits limits() {
    return RigLimits.DEFAULT
        .withBuild(seconds("--build-timeout", buildTimeout))
        .withTest(seconds("--test-timeout", testTimeout))
        .withStart(seconds("--start-timeout", startTimeout))
        .withContract(seconds("--contract-timeout", contractTimeout))
        .withStop(seconds("--stop-timeout", stopTimeout));
  }

  private Duration seconds(String option, double seconds) {
    if (!(seconds >= 0.001 && seconds <= 86_400)) {
      throw usage(option + " must be between 0.001 and 86400 seconds");
    }
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private List<Contract> baselineContracts() {
    if (baseline == null) {
      return List.of();
    }
    try {
      return Contracts.read(StrictJson.read(Files.readAllBytes(baseline)));
    } catch (IOException e) {
      throw usage("cannot read the baseline " + baseline + ": " + e.getMessage());
    } catch (MalformedJsonException e) {
      throw usage("the baseline " + baseline + " is no JSON: " + e.getMessage());
    }
  }

  private VerificationListener progress(PrintWriter err) {
    if (json) {
      return VerificationListener.NONE;
    }
    return new VerificationListener() {
      @Override
      public void stageStarted(Stage stage) {
        err.println(stage.id() + " …");
        err.flush();
      }
    };
  }

  private ParameterException usage(String message) {
    return new ParameterException(Objects.requireNonNull(self).commandLine(), message);
  }
}

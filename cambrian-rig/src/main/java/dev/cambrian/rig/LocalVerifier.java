package dev.cambrian.rig;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Judges artifacts on this machine: the stages run in this process, the artifact's commands in
 * bubblewrap or, where that is allowed, as plain processes. Several threads may use one verifier at
 * once.
 *
 * <p>Without a permitted isolation every verification is {@link Verification.Aborted} with {@link
 * FailureKind#RESOURCE} and a line that names the ways out; {@link #refusal()} tells before.
 */
public final class LocalVerifier implements Verifier {
  private final RigLimits limits;
  private final Path scratchParent;
  private final Choice choice;

  private sealed interface Choice {}

  private record Sandboxed(Bubblewrap.Works bubblewrap) implements Choice {}

  /** Installed, and tried once it fails. */
  private record Untried(Bubblewrap.Works bubblewrap, Isolation isolation, IsolationPolicy policy)
      implements Choice {}

  private record Unprotected() implements Choice {}

  private record Refused(String reason) implements Choice {}

  private LocalVerifier(Choice choice, RigLimits limits, Path scratchParent) {
    this.choice = choice;
    this.limits = limits;
    this.scratchParent = scratchParent;
  }

  /** Bubblewrap where it works, with the default limits; else what the policy allows. */
  public static LocalVerifier with(IsolationPolicy policy) {
    return with(Isolation.AUTO, policy);
  }

  /** The given isolation, as far as the policy allows it, with the default limits. */
  public static LocalVerifier with(Isolation isolation, IsolationPolicy policy) {
    return of(choose(isolation, policy));
  }

  /**
   * The same for one judgement: whether bubblewrap works is not tried before, which takes longer
   * than to raise the walls that are needed anyway.
   */
  static LocalVerifier untried(Isolation isolation, IsolationPolicy policy) {
    Optional<Bubblewrap.Works> assumed =
        isolation == Isolation.NONE || !onLinux()
            ? Optional.empty()
            : Bubblewrap.assumed(Programs.userPath());
    return of(
        assumed
            .<Choice>map(it -> new Untried(it, isolation, policy))
            .orElseGet(() -> choose(isolation, policy)));
  }

  private static LocalVerifier of(Choice choice) {
    return new LocalVerifier(
        choice, RigLimits.DEFAULT, Path.of(System.getProperty("java.io.tmpdir")));
  }

  public LocalVerifier withLimits(RigLimits newLimits) {
    return new LocalVerifier(choice, newLimits, scratchParent);
  }

  /** With scratch directories below that one; by default below the system's. */
  public LocalVerifier withScratch(Path parent) {
    return new LocalVerifier(choice, limits, parent);
  }

  private static boolean onLinux() {
    return "Linux".equals(System.getProperty("os.name"));
  }

  private static Choice choose(Isolation isolation, IsolationPolicy policy) {
    if (!onLinux()) {
      return new Refused(
          "the rig runs artifacts on Linux alone and this is "
              + System.getProperty("os.name")
              + "; use a Linux machine, a virtual one or WSL 2");
    }
    boolean noneAllowed = policy == IsolationPolicy.ALLOW_NONE;
    if (isolation == Isolation.NONE) {
      return noneAllowed
          ? new Unprotected()
          : new Refused(
              noSandbox("isolation none was asked for; use bubblewrap (the package bubblewrap)"));
    }
    return switch (Bubblewrap.detected()) {
      case Bubblewrap.Works works -> new Sandboxed(works);
      case Bubblewrap.Unusable(var reason) ->
          noneAllowed && isolation == Isolation.AUTO
              ? new Unprotected()
              : new Refused(noSandbox(reason));
    };
  }

  private static String noSandbox(String reason) {
    return "no sandbox to run generated code in: "
        + reason
        + "; or pass --unsafe-no-sandbox to run it as a plain process of yours, unprotected";
  }

  /** Why nothing can be judged here, in one line that names the ways out; empty where it can. */
  public Optional<String> refusal() {
    return choice instanceof Refused(var reason) ? Optional.of(reason) : Optional.empty();
  }

  @Override
  public String isolation() {
    return switch (choice) {
      case Sandboxed _, Untried _ -> Isolation.BUBBLEWRAP.id();
      case Unprotected _ -> Isolation.NONE.id();
      case Refused _ -> Isolation.NONE.id();
    };
  }

  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    return judge(
        new Assignment(
            request.generation(),
            request.artifact(),
            Optional.of(request.artifactHash()),
            request.spec(),
            request.baseline(),
            request.measures()),
        listener);
  }

  /** Judges an artifact alone: its own manifest says which hash it must have. */
  Verification judge(Assignment assignment, VerificationListener listener) {
    if (choice instanceof Refused(var reason)) {
      return new Verification.Aborted(FailureKind.RESOURCE, reason);
    }
    try (ShutdownGuard _ = ShutdownGuard.forThisThread()) {
      return new Rig(limits, new Factory(), Scratch.below(scratchParent))
          .judge(assignment, listener);
    } catch (WallsException e) {
      return tried()
          .map(it -> it.judge(assignment, new AfterManifest(listener, true)))
          .orElseGet(() -> Rig.aborted(e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Verification.Aborted(FailureKind.CANCELLED, "the verification was cancelled");
    }
  }

  /**
   * What to judge with instead, where bubblewrap was only assumed to work and does not as assumed.
   */
  private Optional<LocalVerifier> tried() {
    return choice instanceof Untried(var bubblewrap, var isolation, var policy)
            && !Bubblewrap.detected().equals(bubblewrap)
        ? Optional.of(new LocalVerifier(choose(isolation, policy), limits, scratchParent))
        : Optional.empty();
  }

  private final class Factory implements SandboxFactory {
    @Override
    public String isolation() {
      return LocalVerifier.this.isolation();
    }

    @Override
    public Sandbox open(Scratch scratch, Toolbox toolbox, int generation) {
      try {
        return opened(scratch, toolbox, generation);
      } catch (IOException e) {
        throw new InfrastructureException("cannot prepare a sandbox in " + scratch.root(), e);
      }
    }

    private Sandbox opened(Scratch scratch, Toolbox toolbox, int generation) throws IOException {
      return switch (choice) {
        case Sandboxed(var bubblewrap) ->
            new BubblewrapSandbox(bubblewrap, scratch, toolbox, limits, generation);
        case Untried(var bubblewrap, _, _) ->
            new BubblewrapSandbox(bubblewrap, scratch, toolbox, limits, generation);
        case Unprotected _ -> new BareSandbox(scratch, toolbox, limits, generation);
        case Refused(var reason) -> throw new InfrastructureException(reason);
      };
    }
  }
}

package dev.cambrian.rig;

import dev.cambrian.core.spec.Spec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What this machine has of what the rig needs, found as the rig itself finds it.
 *
 * @param javaHome the JDK that java artifacts are built and run with
 * @param compiler whether it has a compiler
 * @param maven home of the Maven that builds them
 * @param mavenRepository that it reads offline
 * @param python version of the Python that would run, with pytest where one has it
 * @param pytest whether it has pytest
 * @param node version of the Node.js that would run
 * @param sandbox empty where bubblewrap works, else why it does not and what mends that
 */
public record RigSurvey(
    Path javaHome,
    boolean compiler,
    Optional<Path> maven,
    Optional<Path> mavenRepository,
    Optional<String> python,
    boolean pytest,
    Optional<String> node,
    Optional<String> sandbox) {

  /** Looks; starts each program once. */
  public static RigSurvey take() {
    Path javaHome = Programs.javaHome();
    Optional<Programs.Interpreter> python =
        Programs.python(Set.of(Programs.PYTEST), Programs.userPath());
    return new RigSurvey(
        javaHome,
        Files.isExecutable(javaHome.resolve("bin/javac")),
        Programs.mavenHome(),
        Programs.mavenRepository(),
        python.map(Programs.Interpreter::version),
        python.map(Programs.Interpreter::pytest).orElse(false),
        Programs.node(Programs.userPath()).map(Programs.Interpreter::version),
        LocalVerifier.with(IsolationPolicy.REQUIRE_SANDBOX).refusal());
  }

  /** The program that this spec's commands lack here, in one line that names its package. */
  public static Optional<String> missing(Spec spec) {
    try {
      var _ = Toolbox.of(spec);
      return Optional.empty();
    } catch (InfrastructureException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }
}

package dev.cambrian.rig.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gives every fuzz target to Jazzer, in a JVM of its own: first its corpus, then inputs that the
 * coverage leads to. A directory {@code src/test/fuzz/CLASS} of a module is the corpus of the
 * target CLASS; {@code CLASS.dict} beside it holds words for the fuzzer.
 *
 * <p>Within the tests that is a few thousand inputs, the same ones each time. {@code .ci/fuzz}
 * gives each target the seconds that {@code cambrian.fuzz.seconds} names, and other inputs each
 * time; what it found to be worth keeping stays in {@code target/fuzz} for the next run.
 */
class FuzzTest {
  private static final Path ROOT = Path.of(System.getProperty("cambrian.root"));
  private static final int SECONDS = Integer.getInteger("cambrian.fuzz.seconds", 0);
  private static final String ONLY = System.getProperty("cambrian.fuzz.target", "");
  private static final Pattern EXECUTED = Pattern.compile("cambrian: executions ([0-9]+)");

  /** Look for what these readers do not do; they cost time at every start. */
  private static final List<String> SANITIZERS =
      Stream.of(
              "ClojureLangHooks",
              "Deserialization",
              "ExpressionLanguageInjection",
              "FilePathTraversal",
              "LdapInjection",
              "NamingContextLookup",
              "OsCommandInjection",
              "ReflectiveCall",
              "RegexInjection",
              "RegexRoadblocks",
              "ScriptEngineInjection",
              "ServerSideRequestForgery",
              "SqlInjection",
              "TemplateInjection",
              "UnsafeSanitizer",
              "XPathInjection",
              "XmlParserSsrfGuidance")
          .map(name -> "com.code_intelligence.jazzer.sanitizers." + name)
          .toList();

  static List<String> targets() throws IOException {
    List<String> targets = new ArrayList<>();
    for (String module : List.of("cambrian-core", "cambrian-rig")) {
      try (Stream<Path> corpora = Files.list(ROOT.resolve(module).resolve("src/test/fuzz"))) {
        corpora
            .filter(Files::isDirectory)
            .map(corpus -> module + "/" + corpus.getFileName())
            .filter(target -> target.contains(ONLY))
            .forEach(targets::add);
      }
    }
    return targets.stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void no_input_breaks_a_law_of_its_target(String target) throws Exception {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && List.of("amd64", "aarch64").contains(System.getProperty("os.arch")),
        "Jazzer brings its native part for Linux on amd64 and aarch64");
    String module = target.substring(0, target.indexOf('/'));
    String type = target.substring(target.indexOf('/') + 1);
    Path corpus = ROOT.resolve(module).resolve("src/test/fuzz").resolve(type);
    Path work = ROOT.resolve("cambrian-rig/target/fuzz").resolve(type);
    Files.createDirectories(work);
    // The fuzzer writes into the first directory that it is given, so that is never the corpus.
    Path kept =
        SECONDS > 0
            ? Files.createDirectories(work.resolve("corpus"))
            : Files.createTempDirectory(work, "short");
    Path log = work.resolve("log");

    long start = System.nanoTime();
    Process jazzer =
        new ProcessBuilder(command(module, type, kept, corpus))
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = ends(jazzer);
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    String said = Files.readString(log);
    Matcher executed = EXECUTED.matcher(said);
    long count = executed.find() ? Long.parseLong(executed.group(1)) : 0;
    System.out.printf(
        Locale.ROOT, "fuzz: %-40s %,12d executions in %4d s%n", type, count, took.toSeconds());
    assertThat(ended).as("%s ended in time, see %s", type, log).isTrue();
    assertThat(jazzer.exitValue())
        .as("%s: the input is in %s, Jazzer said:%n%s", type, work, finding(said))
        .isZero();
    assertThat(count).as("executions of %s", type).isGreaterThan(1000);
  }

  private static boolean ends(Process jazzer) throws InterruptedException {
    try {
      return jazzer.waitFor(SECONDS + 200L, TimeUnit.SECONDS);
    } finally {
      jazzer.descendants().forEach(ProcessHandle::destroyForcibly);
      jazzer.destroyForcibly();
    }
  }

  private static List<String> command(String module, String type, Path kept, Path corpus) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx1g",
                "-Xss1m",
                "-XX:+UseSerialGC",
                "-XX:-OmitStackTraceInFastThrow",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Duser.language=tr",
                "-Duser.timezone=Pacific/Kiritimati",
                "-Dcambrian.root=" + ROOT,
                "-cp",
                ROOT.resolve(module).resolve("target/test-classes")
                    + ":"
                    + System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzTarget.class.getName(),
                "--target_args=" + type,
                "--instrumentation_includes=dev.cambrian.**",
                "--custom_hook_includes=dev.cambrian.**",
                "--disabled_hooks=" + String.join(":", SANITIZERS),
                "--reproducer_path=.",
                "-artifact_prefix=./",
                "-max_len=" + FuzzTarget.MAX_LENGTH,
                "-timeout=60",
                "-rss_limit_mb=4096",
                "-print_final_stats=1"));
    Path words = corpus.resolveSibling(type + ".dict");
    if (Files.exists(words)) {
      command.add("-dict=" + words);
    }
    if (SECONDS > 0) {
      command.add("-max_total_time=" + SECONDS);
    } else {
      // Always the same inputs: what a build finds, the next one must find too.
      command.add(1, "-XX:TieredStopAtLevel=1");
      command.addAll(List.of("-seed=1", "-runs=1500", "-max_total_time=15"));
    }
    command.addAll(List.of(kept.toString(), corpus.toString()));
    return command;
  }

  private static String finding(String said) {
    int at = said.indexOf("== Java Exception");
    return said.substring(Math.max(0, at < 0 ? said.length() - 3000 : at));
  }
}

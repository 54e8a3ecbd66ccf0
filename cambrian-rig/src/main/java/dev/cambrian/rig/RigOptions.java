package dev.cambrian.rig;

import dev.cambrian.core.verdict.CheckSet;
import java.time.Duration;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** The table of what may stand on the rig's command line. */
final class RigOptions {
  static final String DEFAULT_REPORT = "viability-report.json";

  static final Option SPEC =
      valued(
          "spec", "FILE", "The trusted specification; the artifact's own copy is never believed.");
  static final Option GENERATION =
      valued("generation", "N", "The generation that the manifest must name; 0, the default: any.");
  static final Option REPORT =
      valued("report", "FILE", "Where to write the report; " + DEFAULT_REPORT + " by default.");
  static final Option BASELINE =
      valued(
          "baseline", "FILE", "JSON array of contracts that are evaluated for information only.");
  static final Option EXAMINER = checks(CheckSet.EXAMINER);
  static final Option REDTEAM = checks(CheckSet.REDTEAM);
  static final Option ADAPTIVE = checks(CheckSet.ADAPTIVE);
  static final Option TIER =
      valued(
          "tier",
          "N",
          "3: measure the program under load too, for information; 2, the default: do not.");
  static final Option ISOLATION =
      valued("isolation", "KIND", "auto, bubblewrap or none; auto by default.");
  static final Option UNSAFE_NO_SANDBOX =
      flag("unsafe-no-sandbox", "Run the code as a plain process of yours, unprotected.");
  static final Option BUILD_TIMEOUT =
      timeout(
          "build", "For the build and the syntax check before it, each", RigLimits.DEFAULT.build());
  static final Option TEST_TIMEOUT = timeout("test", "For the tests", RigLimits.DEFAULT.test());
  static final Option START_TIMEOUT =
      timeout("start", "For the program until its health URL answers", RigLimits.DEFAULT.start());
  static final Option CONTRACT_TIMEOUT =
      timeout(
          "contract",
          "For one exchange of a contract or vector, body included",
          RigLimits.DEFAULT.contract());
  static final Option STOP_TIMEOUT =
      timeout("stop", "For the program to end before it is killed", RigLimits.DEFAULT.stop());
  static final Option JSON = flag("json", "Print the report itself instead of a summary.");
  static final Option HELP =
      Option.builder("h").longOpt("help").desc("Show this help message and exit.").get();
  static final Option VERSION =
      Option.builder("V").longOpt("version").desc("Print version information and exit.").get();

  /** In the order of the help. */
  static final List<Option> ALL =
      List.of(
          SPEC,
          GENERATION,
          REPORT,
          BASELINE,
          EXAMINER,
          REDTEAM,
          ADAPTIVE,
          TIER,
          ISOLATION,
          UNSAFE_NO_SANDBOX,
          BUILD_TIMEOUT,
          TEST_TIMEOUT,
          START_TIMEOUT,
          CONTRACT_TIMEOUT,
          STOP_TIMEOUT,
          JSON,
          HELP,
          VERSION);

  private RigOptions() {}

  /** For the parser, which leaves it as it is. */
  static Options table() {
    Options table = new Options();
    ALL.forEach(table::addOption);
    return table;
  }

  /** As it is written on the command line. */
  static String name(Option option) {
    return "--" + option.getLongOpt();
  }

  /** The same with what it takes. */
  static String usage(Option option) {
    return option.hasArg() ? name(option) + "=" + option.getArgName() : name(option);
  }

  private static Option flag(String name, String description) {
    return Option.builder().longOpt(name).desc(description).get();
  }

  private static Option valued(String name, String value, String description) {
    return Option.builder().longOpt(name).hasArg().argName(value).desc(description).get();
  }

  private static Option checks(CheckSet set) {
    return valued(set.id(), "FILE", "Likewise, told as " + set.member() + ".");
  }

  /** The option of a set. */
  static Option of(CheckSet set) {
    return switch (set) {
      case EXAMINER -> EXAMINER;
      case REDTEAM -> REDTEAM;
      case ADAPTIVE -> ADAPTIVE;
    };
  }

  private static Option timeout(String stage, String what, Duration usual) {
    return valued(
        stage + "-timeout",
        "SECONDS",
        what + ", in seconds; " + usual.toSeconds() + " by default.");
  }
}

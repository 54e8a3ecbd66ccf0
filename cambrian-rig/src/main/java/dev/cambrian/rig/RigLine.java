package dev.cambrian.rig;

import dev.cambrian.core.verdict.CheckSet;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** Reads the rig's command line. */
final class RigLine {
  private static final BigDecimal LEAST_SECONDS = new BigDecimal("0.001");
  private static final BigDecimal MOST_SECONDS = new BigDecimal("86400");

  private final CommandLine line;

  private RigLine(CommandLine line) {
    this.line = line;
  }

  /**
   * What these arguments ask for; help goes before everything that is merely missing.
   *
   * @throws RigUsageException where they are none of the rig's
   */
  static RigCall read(String... arguments) {
    RigLine line = new RigLine(parsed(arguments));
    line.requireEachOnce();
    if (line.has(RigOptions.HELP)) {
      return new RigCall.Help();
    }
    return line.has(RigOptions.VERSION) ? new RigCall.Version() : line.arguments();
  }

  private static CommandLine parsed(String... arguments) {
    requireTwoHyphens(arguments);
    try {
      return DefaultParser.builder()
          .setAllowPartialMatching(false)
          .setStripLeadingAndTrailingQuotes(false)
          .get()
          .parse(RigOptions.table(), arguments);
    } catch (MissingArgumentException e) {
      throw new RigUsageException(
          RigOptions.name(e.getOption())
              + " needs a value; write "
              + RigOptions.usage(e.getOption()));
    } catch (UnrecognizedOptionException e) {
      throw new RigUsageException(unknown(e.getOption()));
    } catch (ParseException e) {
      throw new RigUsageException(String.valueOf(e.getMessage()));
    }
  }

  /** One would do for the parser, even with the value right behind the name. */
  private static void requireTwoHyphens(String... arguments) {
    for (String token : arguments) {
      if (token.equals("--")) {
        return;
      }
      for (Option option : RigOptions.ALL) {
        if (token.startsWith("-" + option.getLongOpt())) {
          throw new RigUsageException(unknown(token));
        }
      }
    }
  }

  private static String unknown(String token) {
    for (Option option : RigOptions.ALL) {
      String name = RigOptions.name(option);
      if (!option.hasArg() && token.startsWith(name + "=")) {
        return name + " takes no value; write " + name + " alone, not '" + token + "'";
      }
    }
    return "there is no option '" + token + "'";
  }

  private void requireEachOnce() {
    Set<String> seen = new HashSet<>();
    for (Option option : line.getOptions()) {
      if (!seen.add(option.getLongOpt())) {
        throw new RigUsageException(RigOptions.name(option) + " is given twice; give it once");
      }
    }
  }

  private RigArguments arguments() {
    return new RigArguments(
        artifact(),
        spec(),
        generation(),
        path(RigOptions.REPORT).orElse(Path.of(RigOptions.DEFAULT_REPORT)),
        path(RigOptions.BASELINE),
        sets(),
        underLoad(),
        isolation(),
        has(RigOptions.UNSAFE_NO_SANDBOX)
            ? IsolationPolicy.ALLOW_NONE
            : IsolationPolicy.REQUIRE_SANDBOX,
        limits(),
        has(RigOptions.JSON));
  }

  private Path artifact() {
    List<String> directories = line.getArgList();
    return switch (directories.size()) {
      case 0 -> throw new RigUsageException("DIR is missing; name the artifact's directory");
      case 1 -> path("DIR", directories.getFirst());
      default ->
          throw new RigUsageException(
              "there must be one DIR, not "
                  + directories.size()
                  + ": '"
                  + String.join("', '", directories)
                  + "'");
    };
  }

  private Path spec() {
    return path(RigOptions.SPEC)
        .orElseThrow(
            () ->
                new RigUsageException(
                    "--spec is missing; name the specification with "
                        + RigOptions.usage(RigOptions.SPEC)));
  }

  private int generation() {
    Optional<String> text = value(RigOptions.GENERATION);
    if (text.isEmpty()) {
      return 0;
    }
    try {
      int generation = Integer.parseInt(text.get());
      if (generation >= 0) {
        return generation;
      }
    } catch (NumberFormatException noNumber) {
      throw notAGeneration(text.get());
    }
    throw notAGeneration(text.get());
  }

  private static RigUsageException notAGeneration(String text) {
    return new RigUsageException(
        "--generation must be a whole number between 0 and "
            + Integer.MAX_VALUE
            + ", not '"
            + text
            + "'");
  }

  private Map<CheckSet, Path> sets() {
    Map<CheckSet, Path> sets = new EnumMap<>(CheckSet.class);
    for (CheckSet set : CheckSet.values()) {
      path(RigOptions.of(set)).ifPresent(it -> sets.put(set, it));
    }
    return sets;
  }

  private boolean underLoad() {
    String tier = value(RigOptions.TIER).orElse("2");
    if (!tier.equals("2") && !tier.equals("3")) {
      throw new RigUsageException(
          "--tier must be 2 or 3, not '"
              + tier
              + "'; the tiers below are part of every verification");
    }
    return tier.equals("3");
  }

  private Isolation isolation() {
    String id = value(RigOptions.ISOLATION).orElse(Isolation.AUTO.id());
    return Isolation.of(id)
        .orElseThrow(
            () ->
                new RigUsageException(
                    "--isolation must be auto, bubblewrap or none, not '" + id + "'"));
  }

  private RigLimits limits() {
    RigLimits usual = RigLimits.DEFAULT;
    return usual
        .withBuild(seconds(RigOptions.BUILD_TIMEOUT, usual.build()))
        .withTest(seconds(RigOptions.TEST_TIMEOUT, usual.test()))
        .withStart(seconds(RigOptions.START_TIMEOUT, usual.start()))
        .withContract(seconds(RigOptions.CONTRACT_TIMEOUT, usual.contract()))
        .withStop(seconds(RigOptions.STOP_TIMEOUT, usual.stop()));
  }

  private Duration seconds(Option option, Duration usual) {
    return value(option).map(text -> seconds(option, text)).orElse(usual);
  }

  private static Duration seconds(Option option, String text) {
    try {
      BigDecimal seconds = new BigDecimal(text);
      if (seconds.compareTo(LEAST_SECONDS) >= 0 && seconds.compareTo(MOST_SECONDS) <= 0) {
        return Duration.ofMillis(
            seconds.movePointRight(3).setScale(0, RoundingMode.HALF_UP).longValueExact());
      }
    } catch (NumberFormatException noNumber) {
      throw notSeconds(option, text);
    }
    throw notSeconds(option, text);
  }

  private static RigUsageException notSeconds(Option option, String text) {
    return new RigUsageException(
        RigOptions.name(option)
            + " must be a number of seconds between "
            + LEAST_SECONDS
            + " and "
            + MOST_SECONDS
            + ", not '"
            + text
            + "'");
  }

  private Optional<Path> path(Option option) {
    return value(option).map(text -> path(RigOptions.name(option), text));
  }

  private static Path path(String what, String text) {
    if (text.isEmpty()) {
      throw new RigUsageException(what + " must be a path, not ''; ./ is the current directory");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new RigUsageException(what + " must be a path, not '" + text + "': " + e.getReason());
    }
  }

  private boolean has(Option option) {
    return line.hasOption(option);
  }

  private Optional<String> value(Option option) {
    return Optional.ofNullable(line.getOptionValue(option));
  }
}

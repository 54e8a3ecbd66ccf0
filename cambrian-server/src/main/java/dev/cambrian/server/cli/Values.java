package dev.cambrian.server.cli;

import dev.cambrian.core.verdict.Stage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the values of options. Each refusal names what was typed and what is allowed; the option is
 * put before it by picocli.
 */
final class Values {

  private Values() {}

  /** Those of options without a converter of their own. */
  static void register(CommandLine line) {
    ITypeConverter<Integer> integer = new Whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
    line.registerConverter(int.class, integer)
        .registerConverter(Integer.class, integer)
        .registerConverter(Path.class, Values::path);
  }

  /**
   * An empty path would stand for the current directory, which nobody means who types {@code ""}.
   */
  private static Path path(String text) {
    if (text.isBlank()) {
      throw refused(text, "a path; ./ is the current directory");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException invalid) {
      throw refused(text, "a path");
    }
  }

  static TypeConversionException refused(String text, String allowed) {
    return new TypeConversionException("'%s' is not %s".formatted(text, allowed));
  }

  /** A decimal number; compared before it is scaled, for 1e999999999 has a billion digits. */
  static BigDecimal decimal(String text, BigDecimal least, BigDecimal most, String allowed) {
    BigDecimal number;
    try {
      number = new BigDecimal(text);
    } catch (NumberFormatException notANumber) {
      throw refused(text, allowed);
    }
    if (number.compareTo(least) < 0 || number.compareTo(most) > 0) {
      throw refused(text, allowed);
    }
    return number;
  }

  /** A whole number of a range. */
  static class Whole implements ITypeConverter<Integer> {

    private final int least;
    private final int most;

    Whole(int least, int most) {
      this.least = least;
      this.most = most;
    }

    @Override
    public Integer convert(String text) {
      String allowed =
          least == Integer.MIN_VALUE
              ? "a whole number up to " + most
              : "a whole number from %d to %d".formatted(least, most);
      try {
        int number = Integer.parseInt(text);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException notANumber) {
        throw refused(text, allowed);
      }
      throw refused(text, allowed);
    }
  }

  /** For the number of a generation. */
  static final class Generation implements ITypeConverter<Integer> {

    private static final String ALLOWED =
        "the number of a generation, a whole number from 1; 'cambrian log' lists them";

    @Override
    public Integer convert(String text) {
      if (!text.matches("[0-9]{1,20}")) {
        throw refused(text, ALLOWED);
      }
      BigDecimal number = new BigDecimal(text);
      if (number.signum() == 0 || number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
        throw refused(text, ALLOWED);
      }
      return number.intValueExact();
    }

    /** What is said of a number that picocli takes for an option. */
    static String refusal(String text) {
      return "'%s' is not %s".formatted(text, ALLOWED);
    }
  }

  /** For {@code --ordinal}. */
  static final class Ordinal extends Whole {
    Ordinal() {
      super(1, 1000);
    }
  }

  /** For {@code --tier}. */
  static final class TierNumber extends Whole {
    TierNumber() {
      super(2, 3);
    }
  }

  /** For {@code --trials}. */
  static final class TrialCount extends Whole {
    TrialCount() {
      super(1, 9999);
    }
  }

  /** For {@code --top}. */
  static final class Places extends Whole {
    Places() {
      super(1, 10_000);
    }
  }

  /** For {@code --max-retries} and {@code --retries}. */
  static final class Retries extends Whole {
    Retries() {
      super(0, 100);
    }
  }

  /** For {@code --max-parse-retries}. */
  static final class ParseRetries extends Whole {
    ParseRetries() {
      super(0, 20);
    }
  }

  /** For {@code --infrastructure-retries}. */
  static final class InfrastructureRetries extends Whole {
    InfrastructureRetries() {
      super(0, 10);
    }
  }

  /** For {@code --candidates}. */
  static final class Candidates extends Whole {
    Candidates() {
      super(1, 64);
    }
  }

  /** For {@code --parallel}. */
  static final class Parallel extends Whole {
    Parallel() {
      super(1, 64);
    }
  }

  /** For {@code --depth}. */
  static final class Depth extends Whole {
    Depth() {
      super(2, 100);
    }
  }

  /** For a port, 0 being any that is free. */
  static final class Port extends Whole {
    Port() {
      super(0, 65_535);
    }
  }

  /** For {@code --max-output-tokens}. */
  static final class OutputTokens extends Whole {
    OutputTokens() {
      super(1, 10_000_000);
    }
  }

  /** For {@code --log}: those that run a command. */
  static final class StageName implements ITypeConverter<Stage> {
    @Override
    public Stage convert(String text) {
      return Stage.of(text)
          .filter(stage -> stage != Stage.MANIFEST)
          .orElseThrow(() -> refused(text, "build, test, start or health"));
    }
  }

  /** For {@code --token-budget}. */
  static final class TokenBudget implements ITypeConverter<Long> {

    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000_000_000L);

    @Override
    public Long convert(String text) {
      String allowed = "a whole number from 0 (no limit) to %s".formatted(MOST.toPlainString());
      BigDecimal number = decimal(text, BigDecimal.ZERO, MOST, allowed);
      if (number.stripTrailingZeros().scale() > 0) {
        throw refused(text, allowed);
      }
      return number.longValueExact();
    }
  }

  /** For {@code --usd-budget}: millionths of a dollar. */
  static final class UsdBudget implements ITypeConverter<Long> {

    private static final BigDecimal LEAST = new BigDecimal("0.000001");
    private static final BigDecimal MOST = new BigDecimal("1000000");
    private static final String ALLOWED =
        "0 (no limit) or an amount from %s to %s".formatted(LEAST.toPlainString(), MOST);

    @Override
    public Long convert(String text) {
      BigDecimal dollars = decimal(text, BigDecimal.ZERO, MOST, ALLOWED);
      if (dollars.signum() == 0) {
        return 0L;
      }
      if (dollars.compareTo(LEAST) < 0) {
        throw refused(text, ALLOWED);
      }
      return dollars.movePointRight(6).setScale(0, RoundingMode.DOWN).longValueExact();
    }
  }

  /** For the limits of the rig's stages. */
  static final class Seconds implements ITypeConverter<Duration> {

    private static final BigDecimal LEAST = new BigDecimal("0.001");
    private static final BigDecimal MOST = new BigDecimal("86400");

    @Override
    public Duration convert(String text) {
      BigDecimal seconds =
          decimal(text, LEAST, MOST, "a number of seconds from %s to %s".formatted(LEAST, MOST));
      return Duration.ofMillis(
          seconds.movePointRight(3).setScale(0, RoundingMode.HALF_UP).longValueExact());
    }
  }
}

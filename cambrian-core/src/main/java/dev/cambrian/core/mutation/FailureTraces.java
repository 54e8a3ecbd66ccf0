package dev.cambrian.core.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.prompt.Untrusted;
import java.util.List;

/**
 * What the offspring of one spec failed at, all together.
 *
 * @param offspring that were judged or had no readable answer
 * @param viable of them
 * @param checks that at least one failed, most frequent first; equal ones by kind and name
 */
public record FailureTraces(int offspring, int viable, List<FailedCheck> checks) {
  /** No text can be bounded more narrowly. */
  public static final int LEAST_BYTES = 500;

  public static final FailureTraces NONE = new FailureTraces(0, 0, List.of());

  private static final int MAX_NAME = 200;
  private static final int MAX_SAMPLE = 300;

  public FailureTraces {
    checks = List.copyOf(checks);
  }

  /** The same traces in any order give the same aggregate, but for which errors are the samples. */
  public static FailureTraces of(List<Trace> traces) {
    return new TraceCounter(false).count(traces);
  }

  /**
   * The same with the end of what a failed build printed, and of what failed tests did where none
   * of them is named. Of several offspring that is the latest one's.
   */
  public static FailureTraces withPrinted(List<Trace> traces) {
    return new TraceCounter(true).count(traces);
  }

  /**
   * For a prompt: one line that is ours, then, fenced and named untrusted, what failed how often
   * with its errors. What does not fit is left out, first samples, then what was printed, then the
   * rarest checks, and the text says how many.
   *
   * @param maxBytes of the text in UTF-8, at least {@link #LEAST_BYTES}
   */
  public String text(int maxBytes) {
    if (maxBytes < LEAST_BYTES) {
      throw new IllegalArgumentException("traces need %d bytes".formatted(LEAST_BYTES));
    }
    for (boolean printed : List.of(true, false)) {
      for (int samples = FailedCheck.MAX_SAMPLES; samples > (printed ? 0 : 1); samples--) {
        String all = text(checks.size(), samples, printed);
        if (fits(all, maxBytes)) {
          return all;
        }
      }
    }
    int fitting = 0;
    int tooMany = checks.size() + 1;
    while (tooMany - fitting > 1) {
      int middle = (fitting + tooMany) >>> 1;
      if (fits(text(middle, 1, false), maxBytes)) {
        fitting = middle;
      } else {
        tooMany = middle;
      }
    }
    return text(fitting, 1, false);
  }

  private static boolean fits(String text, int maxBytes) {
    return text.length() <= maxBytes && text.getBytes(UTF_8).length <= maxBytes;
  }

  private String text(int shown, int samples, boolean printed) {
    String head = "Of %d offspring of this specification %d lived.".formatted(offspring, viable);
    if (checks.isEmpty()) {
      return head + " No failure is known.\n";
    }
    StringBuilder lines = new StringBuilder();
    for (FailedCheck check : checks.subList(0, shown)) {
      lines.append(
          "%d of %d: %s %s\n"
              .formatted(
                  check.failed(),
                  offspring,
                  check.kind().label(),
                  Untrusted.line(check.name(), MAX_NAME)));
      check.samples().stream()
          .limit(samples)
          .forEach(it -> lines.append("  ").append(Untrusted.line(it, MAX_SAMPLE)).append('\n'));
      if (printed && !check.printed().isEmpty()) {
        lines.append("  the latest of them printed at its end:\n");
        check.printed().lines().forEach(it -> lines.append("    ").append(it).append('\n'));
      }
    }
    int omitted = checks.size() - shown;
    return "%s What the others failed at, most frequent first%s:\n\n<untrusted failures>\n%s\n</untrusted>\n"
        .formatted(
            head,
            omitted > 0 ? " (%d rarer ones left out)".formatted(omitted) : "",
            Untrusted.inBlock(Untrusted.fenced(lines.toString())));
  }
}

package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.llm.ReplayClient;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.server.terminal.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What generations took, tokens and money, and who says so. The tokens of a generation are those
 * that providers told with the answers that led to it; where one told none, or no answer is
 * recorded, those that the organism that grew it reports; else they are not known. An organism
 * knows of an answer without a count what the gateway estimates for it.
 *
 * @param live told with answers that were paid for
 * @param recorded told with recorded answers, which had used them
 * @param reported by organisms, of generations whose answers told none
 * @param answers whole ones
 * @param uncounted answers without a count: their provider told none
 * @param untold those of them whose tokens nobody else tells either
 * @param microUsd millionths of a US dollar that were paid, as far as prices are known
 * @param unpriced answers without a known price, and generations with tokens but without a recorded
 *     answer
 * @param outside generations whose code came from outside, without an answer that is recorded here
 *     and without a word of what it took
 */
public record Taken(
    TokenUsage live,
    TokenUsage recorded,
    TokenUsage reported,
    long answers,
    long uncounted,
    long untold,
    long microUsd,
    long unpriced,
    long outside) {
  public static final Taken NOTHING =
      new Taken(TokenUsage.NONE, TokenUsage.NONE, TokenUsage.NONE, 0, 0, 0, 0, 0, 0);

  private static final Taken FROM_OUTSIDE =
      new Taken(TokenUsage.NONE, TokenUsage.NONE, TokenUsage.NONE, 0, 0, 0, 0, 0, 1);

  /** Of one generation by the answers that led to it. */
  static Taken of(GenerationRecord record, List<Event.LlmAnswered> answers) {
    if (answers.isEmpty() && record.usage().total() == 0 && record.artifactHash().isPresent()) {
      return FROM_OUTSIDE;
    }
    Taken sum = of(answers);
    // Of what the core grew the record's tokens are those of its answers.
    boolean brought = answers.isEmpty() || answers.getFirst().organismId().isPresent();
    return brought ? sum.orReported(record.usage()) : sum;
  }

  /** Of answers, whatever came of them. */
  public static Taken of(List<Event.LlmAnswered> answers) {
    return answers.stream()
        .map(
            it ->
                answer(
                    it.provider().equals(ReplayClient.PROVIDER),
                    it.usageKnown(),
                    it.usage(),
                    it.costMicroUsd()))
        .reduce(NOTHING, Taken::plus);
  }

  static Taken answer(boolean replayed, boolean told, TokenUsage usage, OptionalLong microUsd) {
    TokenUsage known = told ? usage : TokenUsage.NONE;
    return new Taken(
        replayed ? TokenUsage.NONE : known,
        replayed ? known : TokenUsage.NONE,
        TokenUsage.NONE,
        1,
        told ? 0 : 1,
        told ? 0 : 1,
        microUsd.orElse(0),
        microUsd.isPresent() ? 0 : 1,
        0);
  }

  /** The same of one generation, once it is known what its organism reports. */
  Taken orReported(TokenUsage usage) {
    if (usage.total() == 0 || (answers > 0 && untold == 0)) {
      return this;
    }
    return new Taken(
        TokenUsage.NONE,
        TokenUsage.NONE,
        usage,
        answers,
        uncounted,
        0,
        microUsd,
        answers == 0 ? 1 : unpriced,
        0);
  }

  /** Of both together. */
  public Taken plus(Taken other) {
    return new Taken(
        live.plus(other.live),
        recorded.plus(other.recorded),
        reported.plus(other.reported),
        answers + other.answers,
        uncounted + other.uncounted,
        untold + other.untold,
        microUsd + other.microUsd,
        unpriced + other.unpriced,
        outside + other.outside);
  }

  /** In millionths of a US dollar; empty where a price is not known. */
  public OptionalLong cost() {
    return priced() ? OptionalLong.of(microUsd) : OptionalLong.empty();
  }

  private boolean priced() {
    return unpriced == 0 && outside == 0;
  }

  /** Whether all of the tokens are known, be it that there are none. */
  public boolean counted() {
    return untold == 0 && outside == 0;
  }

  /** Whether all that is known is that it came from outside. */
  private boolean onlyOutside() {
    return outside > 0 && answers == 0 && total() == 0;
  }

  /** {@code $0}, {@code at least $0.0123}, {@code unknown}, {@code not told}. */
  public String money() {
    return onlyOutside() ? "not told" : Format.cost(microUsd, priced());
  }

  /** In and out, as far as the counts are known. */
  public TokenUsage usage() {
    return live.plus(recorded).plus(reported);
  }

  /** All tokens whose count is known. */
  public long total() {
    return live.total() + recorded.total() + reported.total();
  }

  /**
   * Few words for a table: {@code 1,234}, {@code 1,234 reported}, {@code unknown}, {@code not told}
   * of what came from outside, {@code none} where no answer came.
   */
  public String brief() {
    if (onlyOutside()) {
      return "not told";
    }
    if (answers == 0 && total() == 0) {
      return "none";
    }
    return Format.count(total(), counted())
        + (reported.total() > 0 && reported.total() == total() ? " reported" : "");
  }

  /**
   * In and out, and who says so: {@code 8,987 tokens in, 5,390 out as the organism reports}, {@code
   * tokens unknown (1 answer without a count: its provider told none)}.
   */
  public String tokens() {
    if (onlyOutside()) {
      return "spawned from outside; its maker told no tokens";
    }
    if (answers == 0 && total() == 0) {
      return "no tokens, as no answer came";
    }
    TokenUsage all = usage();
    String in =
        total() == 0 && untold > 0
            ? "tokens unknown"
            : "%s%s tokens in, %s out"
                .formatted(
                    counted() ? "" : "at least ",
                    Format.count(all.input()),
                    Format.count(all.output()));
    return in + who() + (untold > 0 ? " (%s)".formatted(why(untold)) : "");
  }

  private String who() {
    if (reported.total() == 0) {
      return "";
    }
    if (answers == 0) {
      return " as its maker reports";
    }
    return reported.total() == total()
        ? " as the organism reports"
        : ", %s of them as organisms report".formatted(Format.count(reported.total()));
  }

  /**
   * Of a whole: {@code $0 paid; 80,605 tokens as organisms report them; 3 answers without a count:
   * their providers told none; of 2 of them organisms report what the gateway estimated}.
   */
  public String sentence() {
    List<String> parts = new ArrayList<>();
    parts.add(priced() || microUsd > 0 ? money() + " paid" : "$0 known to be paid");
    add(parts, live.total(), "tokens of paid answers");
    add(parts, recorded.total(), "tokens that recorded answers had used");
    add(parts, reported.total(), "tokens as organisms report them");
    if (uncounted > 0) {
      parts.add(why(uncounted));
    }
    if (uncounted > untold) {
      parts.add(
          "%s organisms report what the gateway estimated"
              .formatted(
                  untold == 0
                      ? "of these"
                      : "of %s of them".formatted(Format.count(uncounted - untold))));
    }
    if (outside > 0) {
      parts.add(
          outside == 1
              ? "1 generation spawned from outside, whose maker told nothing"
              : Format.count(outside)
                  + " generations spawned from outside, whose makers told nothing");
    }
    if (unpriced > 0) {
      parts.add(Format.count(unpriced) + " without a known price");
    }
    return String.join("; ", parts);
  }

  private static void add(List<String> parts, long tokens, String what) {
    if (tokens > 0) {
      parts.add(Format.count(tokens) + " " + what);
    }
  }

  /** {@code 1 answer without a count: its provider told none}. */
  public static String why(long uncounted) {
    return uncounted == 1
        ? "1 answer without a count: its provider told none"
        : Format.count(uncounted) + " answers without a count: their providers told none";
  }
}

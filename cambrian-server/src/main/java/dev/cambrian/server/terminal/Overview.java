package dev.cambrian.server.terminal;

import dev.cambrian.core.llm.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A piece of work as a whole, as its progress tells of it, and the lines that show it. */
final class Overview {
  private record Running(String what, Optional<Duration> usual, long sinceNanos) {}

  private final Map<String, Running> running = new LinkedHashMap<>();
  private Optional<WorkProgress.Begun> begun = Optional.empty();
  private Optional<WorkProgress.Counted> counted = Optional.empty();
  private long begunNanos;
  private long countedNanos;
  private long doneBefore;
  private TokenUsage usage = TokenUsage.NONE;
  private boolean asked;
  private boolean usageKnown = true;
  private long microUsd;
  private boolean costKnown = true;

  Pace pace() {
    return begun.map(WorkProgress.Begun::pace).orElse(Pace.UNKNOWN);
  }

  /** Whether a generation is one of many. */
  boolean many() {
    return begun.map(WorkProgress.Begun::many).orElse(false);
  }

  void begin(WorkProgress.Begun work, long nowNanos) {
    if (begun.isEmpty()) {
      begunNanos = nowNanos;
    }
    begun = Optional.of(work);
  }

  void count(WorkProgress.Counted count, long nowNanos) {
    if (counted.isEmpty()) {
      doneBefore = count.done();
    }
    countedNanos = nowNanos;
    counted = Optional.of(count);
  }

  void spend(WorkProgress.Spent spent) {
    asked = true;
    usage = usage.plus(spent.usage());
    usageKnown &= spent.known();
    microUsd += spent.costMicroUsd().orElse(0);
    costKnown &= spent.costMicroUsd().isPresent();
  }

  void busy(WorkProgress.Busy busy, long nowNanos) {
    Running before = running.get(busy.key());
    running.put(
        busy.key(),
        new Running(busy.what(), busy.usual(), before == null ? nowNanos : before.sinceNanos()));
  }

  void ended(WorkProgress.Ended over) {
    running.remove(over.key());
  }

  /** One line, where the work has a name. */
  Optional<String> head(Style style, int width, long nowNanos) {
    return begun.map(
        work -> {
          List<String> parts = new ArrayList<>();
          counted.map(Overview::count).map(SafeText::line).ifPresent(parts::add);
          if (asked) {
            spent(work.caps(), parts);
          }
          parts.add(Format.duration(Duration.ofNanos(nowNanos - begunNanos)));
          left(nowNanos).map(Format::left).ifPresent(parts::add);
          String line = "%s: %s".formatted(SafeText.line(work.title()), String.join(", ", parts));
          return style.strong(Table.cut(line, width));
        });
  }

  /** As {@code 3 of 20 trials, 2 viable}. */
  static String count(WorkProgress.Counted count) {
    return "%s%s %s%s"
        .formatted(
            Format.count(count.done()),
            count.total() == 0 ? "" : " of " + Format.count(count.total()),
            count.what(),
            count.outcome().isEmpty() ? "" : ", " + count.outcome());
  }

  private void spent(Caps caps, List<String> parts) {
    parts.add(
        (usage.total() == 0
                ? "tokens unknown"
                : Format.count(usage.total(), usageKnown) + " tokens")
            + (caps.tokens() == 0 ? "" : " of " + Format.count(caps.tokens())));
    parts.add(
        (costKnown || microUsd > 0 ? "" : "cost ")
            + Format.cost(microUsd, costKnown)
            + (caps.microUsd() == 0 ? "" : " of " + Format.cost(OptionalLong.of(caps.microUsd()))));
  }

  /** As fast as it went so far; before anything is done, as fast as the history tells. */
  private Optional<Duration> left(long nowNanos) {
    return counted
        .filter(it -> it.total() > it.done())
        .flatMap(
            it -> {
              long open = it.total() - it.done();
              long made = it.done() - doneBefore;
              if (made > 0) {
                Duration each = Duration.ofNanos((countedNanos - begunNanos) / made);
                return Optional.of(each.multipliedBy(open).minusNanos(nowNanos - countedNanos));
              }
              return pace()
                  .generation()
                  .map(each -> each.multipliedBy(open).dividedBy(Math.min(open, it.parallel())))
                  .map(whole -> whole.minusNanos(nowNanos - begunNanos));
            });
  }

  /** A line for each thing that is under way. */
  List<String> lines(int width, long nowNanos) {
    return running.values().stream()
        .map(
            it -> {
              Duration elapsed = Duration.ofNanos(nowNanos - it.sinceNanos());
              return Table.cut(
                  "%s, %s%s"
                      .formatted(
                          SafeText.line(it.what()),
                          Format.duration(elapsed),
                          it.usual().map(usual -> " of " + Format.about(usual)).orElse("")),
                  width);
            })
        .toList();
  }
}

package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.BetaPosterior;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** How the monitor puts what it sees. */
final class Watch {
  /** What a notice changed that changed nothing. */
  static final String TOLD = "told only";

  private Watch() {}

  /**
   * Something that holds.
   *
   * @param subject what holds, the same for as long as it does, without a colon
   * @param numbers by which it was seen
   */
  record Condition(String trigger, String subject, String numbers, String action) {
    static Optional<Condition> where(
        boolean holds,
        String trigger,
        String subject,
        Supplier<String> numbers,
        Supplier<String> action) {
      return holds
          ? Optional.of(new Condition(trigger, subject, numbers.get(), action.get()))
          : Optional.empty();
    }

    boolean told(List<CampaignEvent.MonitorTriggered> notices) {
      return notices.stream()
          .anyMatch(it -> it.trigger().equals(trigger) && it.message().startsWith(subject + ": "));
    }

    CampaignEvent.MonitorTriggered event(String campaign) {
      return new CampaignEvent.MonitorTriggered(
          campaign, trigger, subject + ": " + numbers, action);
    }
  }

  static String text(BetaPosterior rate) {
    BetaPosterior.Interval interval = rate.interval();
    return "the rate lies from %s to %s with 95 %%"
        .formatted(share(interval.lower()), share(interval.upper()));
  }

  static String share(double share) {
    return String.format(Locale.ROOT, "%.2f", share);
  }

  /** Whole from a thousand on. */
  static String amount(double amount) {
    return String.format(Locale.ROOT, amount >= 1000 ? "%,.0f" : "%.2f", amount);
  }

  /** {@code lint 3, frozen 1}: the most frequent first. */
  static String counts(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .sorted(
            Comparator.comparingInt((Map.Entry<String, Integer> it) -> -it.getValue())
                .thenComparing(Map.Entry::getKey))
        .map(it -> it.getKey() + " " + it.getValue())
        .collect(Collectors.joining(", "));
  }
}

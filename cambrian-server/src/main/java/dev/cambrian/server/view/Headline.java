package dev.cambrian.server.view;

import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.CampaignStatus;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.server.organism.Organism;
import dev.cambrian.server.view.NowView.Growing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says in a sentence or two what goes on, for somebody who never saw Cambrian. */
public final class Headline {
  private Headline() {}

  /** Of trusted words alone. */
  public static String of(NowView now, List<Alive> alive) {
    List<String> sentences = new ArrayList<>();
    Set<Integer> told = new HashSet<>();
    if (alive.size() == 1) {
      sentences.add(organism(now, alive.getFirst(), told));
    } else if (alive.size() > 1) {
      sentences.add(organisms(now, alive, told));
    }
    for (CampaignRecord campaign : now.campaigns()) {
      if (campaign.status() == CampaignStatus.RUNNING) {
        now.running().stream()
            .map(Growing::record)
            .filter(it -> it.campaignId().filter(campaign.campaignId()::equals).isPresent())
            .forEach(it -> told.add(it.generation()));
        sentences.add(
            "Campaign %s tries variants of a spec: %s."
                .formatted(campaign.campaignId(), trials(campaign)));
      }
    }
    List<Growing> others =
        now.running().stream().filter(it -> !told.contains(it.record().generation())).toList();
    if (others.size() == 1) {
      sentences.add(grown(others.getFirst()));
    } else if (others.size() > 1) {
      sentences.add(
          (sentences.isEmpty() ? "%d generations are" : "%d more generations are")
                  .formatted(others.size())
              + " being grown or tested.");
    }
    return sentences.isEmpty() ? idle(now) : String.join(" ", sentences);
  }

  /** {@code 12 of 40 trials done}. */
  static String trials(CampaignRecord campaign) {
    return "%d of %d trials done"
        .formatted(campaign.trials().scored(), campaign.settings().trials());
  }

  private static String organism(NowView now, Alive alive, Set<Integer> told) {
    int generation = alive.organism().generation();
    if (alive.organism().state() == Organism.State.BUILDING) {
      return "Generation %d is being built, to run as an organism.".formatted(generation);
    }
    String runs = "Generation %d runs as an organism".formatted(generation);
    if (alive.organism().state() == Organism.State.STOPPING) {
      return runs + " and is being stopped.";
    }
    List<Growing> own =
        now.running().stream()
            .filter(it -> it.record().correlationId().equals(alive.organism().id()))
            .toList();
    own.forEach(it -> told.add(it.record().generation()));
    if (!own.isEmpty()) {
      Growing it = own.getLast();
      return "%s and grows generation %d: %s."
          .formatted(runs, it.record().generation(), does(it.timeline()));
    }
    if (!alive.asking().isEmpty()) {
      return "%s and %s.".formatted(runs, asks(alive.asking().getFirst().call().purpose()));
    }
    return alive.offspring().isEmpty()
        ? runs + "; it has grown nothing yet."
        : "%s; the last that it grew, generation %d, %s."
            .formatted(
                runs,
                alive.offspring().getLast().generation(),
                became(alive.offspring().getLast()));
  }

  private static String asks(Purpose purpose) {
    return switch (purpose) {
      case GENERATE -> "asks a model for the code of its offspring";
      case REPAIR -> "asks a model to repair an answer that could not be read";
      case RETRY -> "asks a model again, with what failed";
      case PROPOSE, EXAMINE, REDTEAM, READ -> "asks a model";
    };
  }

  private static String organisms(NowView now, List<Alive> alive, Set<Integer> told) {
    for (Growing it : now.running()) {
      if (alive.stream().anyMatch(a -> a.organism().id().equals(it.record().correlationId()))) {
        told.add(it.record().generation());
      }
    }
    String runs = "%d generations run as organisms".formatted(alive.size());
    return switch (told.size()) {
      case 0 -> runs + ".";
      case 1 -> runs + "; one of them grows generation %d.".formatted(told.iterator().next());
      default -> "%s and grow %d generations.".formatted(runs, told.size());
    };
  }

  private static String grown(Growing it) {
    GenerationRecord record = it.record();
    String who =
        record.parent() == 0
            ? "Generation %d is being grown".formatted(record.generation())
            : "Generation %d, grown by generation %d, is under way"
                .formatted(record.generation(), record.parent());
    return "%s: %s.".formatted(who, does(it.timeline()));
  }

  private static String does(Timeline timeline) {
    return timeline
        .running()
        .map(
            step ->
                step.name().equals(Timeline.MODEL)
                    ? "a model is asked for its code"
                    : "the rig is testing it (%s)".formatted(step.words()))
        .orElseGet(
            () ->
                timeline.steps().stream().anyMatch(it -> it.state() == Timeline.State.FAILED)
                        || timeline.steps().getLast().state() == Timeline.State.PASSED
                    ? "its verdict is being given"
                    : "the rig is about to test it");
  }

  private static String became(GenerationRecord record) {
    return switch (record.outcome()) {
      case IN_PROGRESS -> "is under way";
      case TESTED ->
          record.viable().orElse(false)
              ? "is viable and waits to be promoted"
              : "is not viable and waits to be rolled back";
      case PROMOTED -> Standing.of(record) == Standing.VIABLE_TRIAL ? "is viable" : "was promoted";
      case FAILED -> Standing.of(record) == Standing.CANCELLED ? "was cancelled" : "failed";
      case TIMEOUT -> "timed out";
    };
  }

  private static String idle(NowView now) {
    String paused =
        now.campaigns().stream()
            .findFirst()
            .map(it -> " Campaign %s is paused, %s.".formatted(it.campaignId(), trials(it)))
            .orElse("");
    if (now.latest().isEmpty()) {
      return "Nothing has been grown yet." + paused;
    }
    GenerationRecord last = now.latest().getFirst().record();
    if (now.ended().isPresent()) {
      return "Nothing goes on. Campaign %s is over: %s. Its last trial, generation %d, %s."
              .formatted(
                  now.ended().get().campaignId(),
                  CampaignSentences.ending(now.ended().get()),
                  last.generation(),
                  became(last))
          + paused;
    }
    return "Nothing goes on. The last, generation %d, %s."
            .formatted(last.generation(), became(last))
        + paused;
  }
}

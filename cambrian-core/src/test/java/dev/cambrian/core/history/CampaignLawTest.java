package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.Operator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * The law of the fold: an event may follow exactly if the rules, read over the whole list of what
 * was before, say so.
 */
class CampaignLawTest {
  private static final int MOST = 4;

  /** Each choice takes one of those that may follow; all the others have to be refused. */
  @Property(tries = 100)
  void the_fold_takes_what_the_rules_allow_and_refuses_everything_else(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 9_999) Integer> choices) {
    List<Event.OfCampaign> taken = new ArrayList<>();
    Optional<CampaignState> state = Optional.empty();
    for (int choice : choices) {
      List<Event.OfCampaign> legal = new ArrayList<>();
      for (Event.OfCampaign event : universe()) {
        boolean allowed = allowed(taken, event);
        assertThat(CampaignFold.refusal(state, event).isEmpty())
            .as("%s after %s", event, taken)
            .isEqualTo(allowed);
        // The end comes seldom, so that there is something before it.
        if (allowed && (choice % 20 == 0 || !(event instanceof CampaignEvent.Finished))) {
          legal.add(event);
        }
      }
      if (legal.isEmpty()) {
        break;
      }
      Event.OfCampaign next = legal.get(choice % legal.size());
      taken.add(next);
      state = Optional.of(CampaignFold.evolve(state, recorded(taken.size(), next)));
      assertCounts(state.get(), taken);
    }
  }

  private static List<Event.OfCampaign> universe() {
    List<Event.OfCampaign> all = new ArrayList<>();
    all.add(Campaigns.started());
    all.add(Campaigns.paused());
    all.add(Campaigns.resumed());
    all.add(Campaigns.noticed());
    all.add(Campaigns.baseStays());
    for (int number = 1; number <= MOST; number++) {
      all.add(Campaigns.answered(number));
      all.add(Campaigns.rejected(number));
      all.add(Campaigns.abandoned(number));
      all.add(Campaigns.viable(number));
      all.add(Campaigns.nonViable(number));
      all.add(Campaigns.voided(number));
      all.add(Campaigns.promoted(number));
      all.add(Campaigns.promoted(number, Campaigns.BASE));
      for (int node = 0; node < MOST; node++) {
        all.add(Campaigns.asked(number, node));
        all.add(Campaigns.transplant(number, 0, node));
        all.add(Campaigns.copy(number, node));
        all.add(Campaigns.trial(number, node));
        all.add(Campaigns.accepted(number, node + 1));
        all.add(Campaigns.accepted(number, node + 1, Campaigns.BASE));
      }
    }
    return all;
  }

  private static boolean allowed(List<Event.OfCampaign> before, Event.OfCampaign event) {
    if (before.isEmpty() || has(before, CampaignEvent.Finished.class, _ -> true)) {
      return before.isEmpty() && event instanceof CampaignEvent.Started;
    }
    boolean paused =
        count(before, CampaignEvent.Paused.class) > count(before, CampaignEvent.Resumed.class);
    List<String> specs = specs(before);
    return switch (event) {
      case CampaignEvent.Started _ -> false;
      case CampaignEvent.Paused _ -> !paused;
      case CampaignEvent.Resumed _ -> paused;
      case CampaignEvent.MonitorTriggered _ -> true;
      case CampaignEvent.ProposalAsked e ->
          !paused
              && e.proposal() == count(before, CampaignEvent.ProposalAsked.class) + 1
              && e.parent() < specs.size()
              && e.donor().orElse(0) < specs.size();
      case CampaignEvent.ProposalAnswered e ->
          open(before, e.proposal()) && !copied(before, e.proposal()) && !answered(before, e);
      case CampaignEvent.ProposalRejected e ->
          open(before, e.proposal()) && (copied(before, e.proposal()) || answered(before, e));
      case CampaignEvent.ProposalAbandoned e -> open(before, e.proposal());
      case CampaignEvent.ProposalAccepted e ->
          open(before, e.proposal())
              && (copied(before, e.proposal())
                  ? e.specHash().equals(specs.get(parent(before, e.proposal())))
                  : answered(before, e))
              && e.node() == specs.size();
      case CampaignEvent.TrialStarted e ->
          !paused
              && e.trial() == count(before, CampaignEvent.TrialStarted.class) + 1
              && e.node() < specs.size();
      case CampaignEvent.TrialScored e -> trialIsOpen(before, e);
      case CampaignEvent.TrialVoided e -> trialIsOpen(before, e);
      case CampaignEvent.Finished e ->
          e.node().isEmpty()
              || (e.node().get() < specs.size()
                  && e.specHash().equals(Optional.of(specs.get(e.node().get()))));
    };
  }

  private static List<String> specs(List<Event.OfCampaign> before) {
    List<String> specs = new ArrayList<>(List.of(Campaigns.BASE));
    before.forEach(
        event -> {
          if (event instanceof CampaignEvent.ProposalAccepted it) {
            specs.add(it.specHash());
          }
        });
    return specs;
  }

  private static boolean open(List<Event.OfCampaign> before, int proposal) {
    return has(before, CampaignEvent.ProposalAsked.class, it -> it.proposal() == proposal)
        && !has(
            before,
            CampaignEvent.OfProposal.class,
            it ->
                it.proposal() == proposal
                    && !(it instanceof CampaignEvent.ProposalAsked)
                    && !(it instanceof CampaignEvent.ProposalAnswered));
  }

  private static boolean copied(List<Event.OfCampaign> before, int proposal) {
    return has(
        before,
        CampaignEvent.ProposalAsked.class,
        it -> it.proposal() == proposal && it.operator() == Operator.COPY);
  }

  private static int parent(List<Event.OfCampaign> before, int proposal) {
    return before.stream()
        .filter(CampaignEvent.ProposalAsked.class::isInstance)
        .map(CampaignEvent.ProposalAsked.class::cast)
        .filter(it -> it.proposal() == proposal)
        .findFirst()
        .orElseThrow()
        .parent();
  }

  private static boolean answered(
      List<Event.OfCampaign> before, CampaignEvent.OfProposal proposal) {
    return has(
        before, CampaignEvent.ProposalAnswered.class, it -> it.proposal() == proposal.proposal());
  }

  private static boolean trialIsOpen(List<Event.OfCampaign> before, CampaignEvent.OfTrial trial) {
    return before.stream()
            .filter(it -> it instanceof CampaignEvent.OfTrial of && of.trial() == trial.trial())
            .count()
        == 1;
  }

  private static <T> boolean has(
      List<Event.OfCampaign> before, Class<T> type, Predicate<T> condition) {
    return before.stream().filter(type::isInstance).map(type::cast).anyMatch(condition);
  }

  private static int count(List<Event.OfCampaign> before, Class<?> type) {
    return Math.toIntExact(before.stream().filter(type::isInstance).count());
  }

  private static void assertCounts(CampaignState state, List<Event.OfCampaign> taken) {
    CampaignRecord record = state.record();
    assertThat(record.version()).isEqualTo(taken.size());
    assertThat(record.trials().started()).isEqualTo(count(taken, CampaignEvent.TrialStarted.class));
    assertThat(record.trials().scored()).isEqualTo(count(taken, CampaignEvent.TrialScored.class));
    assertThat(record.trials().voided()).isEqualTo(count(taken, CampaignEvent.TrialVoided.class));
    assertThat(record.trials().open()).isEqualTo(state.openTrials().size());
    assertThat(record.proposals().open()).isEqualTo(state.openProposals().size());
    assertThat(state.specs()).isEqualTo(specs(taken));
  }

  private static RecordedEvent recorded(int version, Event event) {
    return new RecordedEvent(
        version,
        new UUID(1, version),
        StreamId.of(event),
        version,
        EventCodec.typeOf(event),
        1,
        Instant.EPOCH,
        new UUID(2, 2),
        Optional.empty(),
        event,
        "");
  }
}

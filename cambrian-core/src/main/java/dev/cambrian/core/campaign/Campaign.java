package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Node;
import dev.cambrian.core.evolution.Search;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.llm.TokenUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * A campaign as its events tell it, in their order. Not safe for use by several threads; nothing
 * but {@link #apply} changes it.
 */
public final class Campaign {
  private final CampaignEvent.Started started;
  private final Instant startedAt;
  private final ToIntFunction<String> length;
  private final Search search;
  private final List<String> specs = new ArrayList<>();
  private final SortedMap<Integer, Trial> trials = new TreeMap<>();
  private final SortedMap<Integer, Proposal> proposals = new TreeMap<>();
  private final List<CampaignEvent.MonitorTriggered> notices = new ArrayList<>();
  private final Spending spending = new Spending();
  private long version;
  private int voidedInARow;
  private int abandonedInARow;
  private Optional<String> paused = Optional.empty();
  private Optional<CampaignEvent.Finished> finished = Optional.empty();
  private Instant latest;

  private Campaign(RecordedEvent first, ToIntFunction<String> length) {
    if (!(first.event() instanceof CampaignEvent.Started event)) {
      throw new HistoryException.Corrupt(first.stream() + " does not begin with campaign.started");
    }
    CampaignSettings settings = event.settings();
    this.started = event;
    this.startedAt = first.recordedAt();
    this.latest = startedAt;
    this.length = length;
    this.version = first.version();
    this.search =
        new Search(
            settings.arm(),
            settings.rules(),
            settings.trials(),
            settings.seed(),
            length.applyAsInt(event.baseHash()),
            event.engine());
    specs.add(event.baseHash());
  }

  /**
   * @param events of one campaign's stream, from the first one on
   * @param length of a spec in bytes, by its hash
   */
  public static Campaign of(List<RecordedEvent> events, ToIntFunction<String> length) {
    Campaign campaign = new Campaign(events.getFirst(), length);
    events.stream().skip(1).forEach(campaign::apply);
    return campaign;
  }

  /** Takes the next event of the stream. */
  public void apply(RecordedEvent recorded) {
    version = recorded.version();
    latest = recorded.recordedAt();
    if (!(recorded.event() instanceof CampaignEvent event)) {
      throw new HistoryException.Corrupt(recorded.stream() + " holds " + recorded.type());
    }
    switch (event) {
      case CampaignEvent.Started e ->
          throw new HistoryException.Corrupt(recorded.stream() + " begins twice");
      case CampaignEvent.Paused e -> paused = Optional.of(e.reason());
      case CampaignEvent.Resumed e -> {
        paused = Optional.empty();
        voidedInARow = 0;
        abandonedInARow = 0;
      }
      case CampaignEvent.ProposalAsked e -> {
        search.asked(e.parent());
        proposals.put(e.proposal(), new Proposal(e, version, recorded.recordedAt()));
      }
      case CampaignEvent.ProposalAnswered e -> {
        spending.add(e.usage(), e.usageKnown(), e.costMicroUsd());
        proposals.computeIfPresent(e.proposal(), (_, it) -> it.answered(e));
      }
      case CampaignEvent.ProposalAccepted e -> {
        abandonedInARow = 0;
        search.accepted(proposal(e).asked().parent(), length.applyAsInt(e.specHash()));
        specs.add(e.specHash());
        proposals.computeIfPresent(e.proposal(), (_, it) -> it.ended(e));
      }
      case CampaignEvent.ProposalRejected e -> {
        abandonedInARow = 0;
        search.rejected();
        proposals.computeIfPresent(e.proposal(), (_, it) -> it.ended(e));
      }
      case CampaignEvent.ProposalAbandoned e -> {
        abandonedInARow++;
        search.abandoned();
        proposals.computeIfPresent(e.proposal(), (_, it) -> it.ended(e));
      }
      case CampaignEvent.TrialStarted e -> {
        search.started(e.node(), e.phase());
        trials.put(e.trial(), new Trial(e, recorded.recordedAt()));
      }
      case CampaignEvent.TrialScored e -> {
        voidedInARow = 0;
        spending.add(e.usage(), e.usageKnown(), e.costMicroUsd());
        CampaignEvent.TrialStarted of = trial(e).started();
        search.scored(of.node(), of.phase(), e.viable());
        trials.computeIfPresent(e.trial(), (_, it) -> it.ended(e, version));
      }
      case CampaignEvent.TrialVoided e -> {
        voidedInARow++;
        CampaignEvent.TrialStarted of = trial(e).started();
        search.voided(of.node(), of.phase());
        e.spent().ifPresentOrElse(spending::addVoided, spending::addUntold);
        trials.computeIfPresent(e.trial(), (_, it) -> it.ended(e, version));
      }
      case CampaignEvent.MonitorTriggered e -> notices.add(e);
      case CampaignEvent.Finished e -> finished = Optional.of(e);
    }
  }

  private Trial trial(CampaignEvent.OfTrial event) {
    return Optional.ofNullable(trials.get(event.trial()))
        .orElseThrow(() -> new HistoryException.Corrupt("trial " + event.trial() + " never began"));
  }

  private Proposal proposal(CampaignEvent.OfProposal event) {
    return Optional.ofNullable(proposals.get(event.proposal()))
        .orElseThrow(
            () -> new HistoryException.Corrupt("proposal " + event.proposal() + " never began"));
  }

  public String id() {
    return started.campaignId();
  }

  public CampaignEvent.Started started() {
    return started;
  }

  public CampaignSettings settings() {
    return started.settings();
  }

  public Instant startedAt() {
    return startedAt;
  }

  /** Of the last event. */
  public Instant latest() {
    return latest;
  }

  /** Of the last event in the stream. */
  public long version() {
    return version;
  }

  /** The engine, told all that happened; not to be told anything else. */
  Search search() {
    return search;
  }

  /** The specs as nodes of the tree; 0 is the base. */
  public List<Node> nodes() {
    return search.nodes();
  }

  /** The hash of a node's spec. */
  public String specHash(int node) {
    return specs.get(node);
  }

  /** The proposal that a node came from; empty for the base. */
  public Optional<Proposal> origin(int node) {
    return proposals.values().stream()
        .filter(it -> it.accepted().map(a -> a.node() == node).orElse(false))
        .findFirst();
  }

  Trial trial(int number) {
    return Optional.ofNullable(trials.get(number)).orElseThrow();
  }

  Proposal proposal(int number) {
    return Optional.ofNullable(proposals.get(number)).orElseThrow();
  }

  public Collection<Trial> trials() {
    return Collections.unmodifiableCollection(trials.values());
  }

  public Collection<Proposal> proposals() {
    return Collections.unmodifiableCollection(proposals.values());
  }

  public List<CampaignEvent.MonitorTriggered> notices() {
    return Collections.unmodifiableList(notices);
  }

  /** Why nothing new begins; empty where it may. */
  public Optional<String> paused() {
    return paused;
  }

  public Optional<CampaignEvent.Finished> finished() {
    return finished;
  }

  int voidedInARow() {
    return voidedInARow;
  }

  int abandonedInARow() {
    return abandonedInARow;
  }

  public Spending spending() {
    return spending;
  }

  int nextTrial() {
    return trials.isEmpty() ? 1 : trials.lastKey() + 1;
  }

  int nextProposal() {
    return proposals.isEmpty() ? 1 : proposals.lastKey() + 1;
  }

  /** What the answers of a campaign took, those of trials without a verdict included. */
  public static final class Spending {
    private long tokens;
    private long microUsd;
    private boolean tokensKnown = true;
    private boolean costKnown = true;
    private long voidedTokens;
    private int untold;

    private void addVoided(CampaignEvent.Spent spent) {
      add(spent.usage(), spent.usageKnown(), spent.costMicroUsd());
      voidedTokens += spent.usage().total();
    }

    private void addUntold() {
      untold++;
    }

    private void add(TokenUsage usage, boolean usageKnown, OptionalLong cost) {
      tokens += usage.total();
      tokensKnown &= usageKnown;
      microUsd += cost.orElse(0);
      costKnown &= cost.isPresent();
    }

    /** Input and output; where a provider did not tell them they are missing here. */
    public long tokens() {
      return tokens;
    }

    /** Of them what trials took that ended without a verdict. */
    public long voidedTokens() {
      return voidedTokens;
    }

    /** Trials without a verdict of which nobody knows what they took; it is in no figure. */
    public int untold() {
      return untold;
    }

    public boolean tokensKnown() {
      return tokensKnown;
    }

    /** Millionths of a US dollar, of the answers whose price is known. */
    public long microUsd() {
      return microUsd;
    }

    public boolean costKnown() {
      return costKnown;
    }
  }
}

package dev.cambrian.server.dashboard;

import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.server.dashboard.LiveStream.Piece;
import dev.cambrian.server.organism.Organism;
import dev.cambrian.server.organism.OrganismException;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.view.Alive;
import dev.cambrian.server.view.LiveLineage;
import dev.cambrian.server.view.LiveNow;
import dev.cambrian.server.view.LogEntry;
import dev.cambrian.server.view.NowView;
import dev.cambrian.server.view.Ongoing;
import dev.cambrian.server.view.Spending;
import dev.cambrian.server.view.TokensUsed;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What goes on right now. */
final class NowPage implements Page {
  private static final int LATEST = 12;
  private static final int HAPPENINGS = 40;
  private static final int PRINTED = 8;
  private static final int CARDS = 6;

  private static final Duration HEALTH = Duration.ofSeconds(10);
  private static final Duration SPENDING = Duration.ofSeconds(3);
  private static final Duration PRINTS = Duration.ofMillis(700);

  /** That a page may wait for what it shows without JavaScript too. */
  private static final Duration FIRST = Duration.ofMillis(200);

  private final Supervisor supervisor;
  private final Optional<Inhabitants> inhabitants;
  private final LiveStream live;
  private final LiveLineage lineage;
  private final LiveNow happens;
  private final TokensUsed used;
  private final Refreshed<Health> health;
  private final Refreshed<Spending> spending;
  private final Refreshed<Map<UUID, byte[]>> printed;

  /**
   * What the page shows.
   *
   * @param headline in words
   * @param tails of the stages that run of what has a card
   * @param head position of the last event
   */
  record Now(
      String headline,
      NowView view,
      List<Alive> alive,
      Spending spending,
      Health health,
      long head,
      String home,
      List<RunningTail> tails) {
    Now {
      alive = List.copyOf(alive);
      tails = List.copyOf(tails);
    }

    /** The generations that are under way, each worth a card of its own. */
    List<NowView.Growing> cards() {
      return NowPage.cards(view);
    }

    /** What the latest generations took together. */
    String taken() {
      return LogEntry.total(view.latest()).sentence();
    }

    /** The campaign whose trials were the latest that went on, where nothing does any more. */
    Optional<CampaignRecord> ended() {
      return view.running().isEmpty() ? view.ended() : Optional.empty();
    }

    /** The others that are under way. */
    List<NowView.Growing> beyond() {
      return view.running().subList(cards().size(), view.running().size());
    }
  }

  NowPage(
      Supervisor supervisor,
      Optional<Inhabitants> inhabitants,
      LiveStream live,
      LiveLineage lineage) {
    this.supervisor = supervisor;
    this.inhabitants = inhabitants;
    this.live = live;
    this.lineage = lineage;
    this.happens = new LiveNow(supervisor.history(), LATEST, HAPPENINGS);
    this.used = new TokensUsed(supervisor.history());
    this.health =
        new Refreshed<>(
            HEALTH,
            Duration.ZERO,
            Health.unknown(supervisor),
            () -> Health.of(supervisor, System.getenv()));
    Spent spent =
        new Spent(
            () -> supervisor.events().head(),
            () -> LocalDate.ofInstant(supervisor.clock().instant(), ZoneOffset.UTC),
            day -> Spending.of(supervisor.file(), day));
    this.spending = new Refreshed<>(SPENDING, FIRST, Spending.NONE, spent::get);
    this.printed = new Refreshed<>(PRINTS, FIRST, Map.of(), this::prints);
  }

  @Override
  public List<Call> calls() {
    return List.of(Call.get("/", this::page), Call.get("/ui/live/now", this::follow));
  }

  private void page(Context context) {
    Html.page(
        context, Templates.render("now.jte", Map.of("frame", Frame.of("Now", "/"), "now", now())));
  }

  private void follow(Context context) throws IOException, InterruptedException {
    live.serve(context, "now", this::pieces, supervisor.output()::any);
  }

  private List<Piece> pieces() {
    Map<String, Object> now = Map.of("now", now());
    return List.of(
        new Piece("part", Templates.render("nowtop.jte", now)),
        new Piece("running", Templates.render("nowrunning.jte", now)),
        new Piece("rest", Templates.render("nowrest.jte", now)));
  }

  private static List<NowView.Growing> cards(NowView view) {
    return view.running().subList(0, Math.min(CARDS, view.running().size()));
  }

  private Now now() {
    NowView view = happens.now();
    List<Alive> alive = alive();
    return new Now(
        Ongoing.of(inhabitants.flatMap(it -> it.occasion().get()), view, alive).headline(),
        view,
        alive,
        spending.get(),
        health.get(),
        supervisor.events().head(),
        supervisor.home().directory().toString(),
        cards(view).stream()
            .map(it -> it.record().generation())
            .flatMap(it -> RunningTail.brief(supervisor.output(), it).stream())
            .toList());
  }

  /**
   * A line of what was spent.
   *
   * @param free whether nobody was paid
   */
  record Row(String name, Spending.Sum sum, boolean free) {
    String tokens() {
      return Format.count(sum.tokens(), sum.untold() == 0);
    }

    /** Whether some of its answers told no tokens. */
    boolean lacks() {
      return sum.untold() > 0;
    }

    String cost() {
      return free ? "free" : Format.cost(sum.microUsd(), sum.unpriced() == 0);
    }
  }

  static List<Row> rows(Spending spending) {
    return List.of(
        new Row("live, today", spending.today().live(), false),
        new Row("live, ever", spending.all().live(), false),
        new Row("replayed, today", spending.today().replayed(), true),
        new Row("replayed, ever", spending.all().replayed(), true));
  }

  private List<Alive> alive() {
    List<Organism> running =
        inhabitants.map(it -> it.organisms().running()).orElse(List.<Organism>of());
    used.keepOnly(running.stream().map(Organism::id).collect(Collectors.toSet()));
    if (running.isEmpty()) {
      return List.of();
    }
    Map<UUID, byte[]> prints = printed.get();
    LiveLineage.State state = lineage.now();
    return running.stream()
        .map(
            it ->
                Alive.of(
                    it,
                    used,
                    state.lineage(),
                    inhabitants.map(all -> all.gateway().open()).orElse(List.of()),
                    prints.getOrDefault(it.id(), new byte[0]),
                    PRINTED))
        .toList();
  }

  private Map<UUID, byte[]> prints() {
    Map<UUID, byte[]> prints = new ConcurrentHashMap<>();
    inhabitants.ifPresent(
        all -> {
          for (Organism organism : all.organisms().running()) {
            try {
              prints.put(organism.id(), all.organisms().logs(organism.id(), PRINTED));
            } catch (OrganismException ended) {
              prints.remove(organism.id()); // It is not shown any more.
            }
          }
        });
    return prints;
  }
}

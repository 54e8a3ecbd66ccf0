package dev.cambrian.server.dashboard;

import dev.cambrian.core.campaign.Attribution;
import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.campaign.Proposal;
import dev.cambrian.core.campaign.SpecReport;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.server.campaign.CampaignHost;
import dev.cambrian.server.plan.CampaignForecast;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.CampaignEstimates;
import dev.cambrian.server.view.CampaignView;
import dev.cambrian.server.view.FollowedCampaign;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.ProposedEdits;
import dev.cambrian.server.view.SpecComparison;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The campaigns of the home, and one of them as it goes on. */
final class CampaignsPage implements Page {
  private static final String MENU = "/ui/campaigns";
  private static final String REASON = "by request, in the dashboard";

  /** Campaigns in the list, and campaigns that are remembered as they were drawn last. */
  private static final int MOST = 200;

  private final Supervisor supervisor;
  private final LiveStream live;
  private final Optional<CampaignHost> host;
  private final boolean looking;
  private final ProposedEdits edits;
  private final CampaignEstimates estimates;
  private final Map<String, FollowedCampaign> followed = new ConcurrentHashMap<>();
  private final Map<String, Attributed> attributed = new ConcurrentHashMap<>();
  private final Map<String, CampaignForecast> forecasts = new ConcurrentHashMap<>();

  /** A simulation takes a second: one at a time, and nobody who needs none waits for it. */
  private final ReentrantLock simulating = new ReentrantLock();

  /**
   * @param host of campaigns, where there is one
   * @param looking whether nothing can be changed here
   */
  CampaignsPage(
      Supervisor supervisor, LiveStream live, Optional<CampaignHost> host, boolean looking) {
    this.looking = looking;
    this.supervisor = supervisor;
    this.live = live;
    this.host = host;
    this.edits = new ProposedEdits(supervisor.history());
    this.estimates = new CampaignEstimates(supervisor.history());
  }

  /**
   * What a campaign's page shows.
   *
   * @param steerable whether this server can pause it, go on with it and cancel it
   * @param looking whether it only looks, and changes nothing
   * @param runsHere whether this server runs it now
   * @param links where what it names leads
   * @param whole whether what proposals changed is shown with them
   */
  record Shown(
      CampaignView view,
      Optional<String> spec,
      boolean steerable,
      boolean looking,
      boolean runsHere,
      Links links,
      boolean whole) {}

  /** What changing sections had done when the campaign's stream had that version. */
  private record Attributed(long version, Attribution sections) {}

  /**
   * One line of the list.
   *
   * @param estimate of its tokens where nobody told them all
   */
  record Line(CampaignRecord record, Optional<String> spec, OptionalLong estimate) {}

  @Override
  public List<Call> calls() {
    return List.of(
        Call.get("/ui/campaigns", this::list),
        Call.get("/ui/live/campaigns", it -> live.serve(it, "campaigns", this::listPart)),
        Call.get("/ui/campaigns/{id}", this::one),
        Call.get("/ui/campaigns/{id}/plan", this::plan),
        Call.get("/ui/campaigns/{id}/proposals/{number}", this::proposal),
        Call.get("/ui/live/campaigns/{id}", this::follow),
        Call.post("/ui/campaigns/{id}/pause", steering((it, id) -> it.pause(id, REASON))),
        Call.post("/ui/campaigns/{id}/resume", steering((it, id) -> it.resume(id))),
        Call.post("/ui/campaigns/{id}/cancel", steering((it, id) -> it.cancel(id, REASON))));
  }

  private void list(Context context) {
    Html.page(
        context,
        Templates.render(
            "campaigns.jte", Map.of("frame", Frame.of("Campaigns", MENU), "lines", lines())));
  }

  private String listPart() {
    return Templates.render("campaignspart.jte", Map.of("lines", lines()));
  }

  private List<Line> lines() {
    HistoryView view = new HistoryView(supervisor.history());
    return supervisor.history().campaigns().stream()
        .limit(MOST)
        .map(
            it ->
                new Line(it, view.spec(it.baseHash()).map(spec -> spec.title()), estimates.of(it)))
        .toList();
  }

  private void one(Context context) {
    Shown shown = shown(record(id(context)));
    Html.page(
        context,
        Templates.render(
            "campaign.jte",
            Map.of(
                "frame",
                Frame.of("Campaign " + shown.view().record().campaignId(), MENU),
                "campaign",
                shown)));
  }

  private void follow(Context context) throws Exception {
    String id = record(id(context)).campaignId();
    live.serve(
        context,
        "campaign/" + id,
        () -> Templates.render("campaignpart.jte", Map.of("campaign", shown(record(id)))));
  }

  private Shown shown(CampaignRecord record) {
    String id = record.campaignId();
    return new Shown(
        view(record),
        new HistoryView(supervisor.history()).spec(record.baseHash()).map(it -> it.title()),
        host.isPresent() && !looking,
        looking,
        host.filter(it -> it.runs(id)).isPresent(),
        Links.SERVED,
        false);
  }

  private CampaignView view(CampaignRecord record) {
    if (followed.size() >= MOST) {
      followed.clear();
    }
    return followed
        .computeIfAbsent(
            record.campaignId(),
            id ->
                FollowedCampaign.of(supervisor.history(), edits, id).orElseThrow(() -> unknown(id)))
        .view(record);
  }

  private Campaign campaign(String id) {
    return Campaigns.find(supervisor.history(), id).orElseThrow(() -> unknown(id));
  }

  private CampaignRecord record(String id) {
    return supervisor.history().campaign(id).orElseThrow(() -> unknown(id));
  }

  private static RequestException unknown(String id) {
    return new RequestException(
        Kind.UNKNOWN,
        "there is no campaign %s; the list of campaigns shows those that there are"
            .formatted(Quote.of(id, 63)));
  }

  private static String id(Context context) {
    String id = context.pathParam("id");
    if (!id.matches(CampaignEvent.ID)) {
      throw unknown(id);
    }
    return id;
  }

  /**
   * What was expected beside what came, and what changing sections has done: what takes its time.
   * Within the campaign's page, or alone.
   */
  private void plan(Context context) {
    CampaignRecord record = record(id(context));
    Frame frame = Frame.of("Plan of campaign " + record.campaignId(), MENU);
    Map<String, Object> values =
        Map.of("forecast", forecast(record), "view", view(record), "sections", sections(record));
    Map<String, Object> whole = new HashMap<>(values);
    whole.put("frame", frame);
    Html.page(
        context,
        context.header("HX-Request") == null
            ? Templates.render("campaignplan.jte", whole)
            : Templates.render("campaignplanpart.jte", values));
  }

  /**
   * What a proposal changes.
   *
   * @param parent the spec that was to be changed
   * @param child the spec that it made, where it was accepted
   * @param entries none where nothing can be read, or it goes on
   */
  record Proposed(
      String campaign,
      Proposal proposal,
      SpecReport parent,
      Optional<SpecReport> child,
      List<SpecComparison.Entry> entries) {
    /** The proposer's own words: do not trust them. */
    String rationale() {
      return proposal.accepted().map(CampaignEvent.ProposalAccepted::rationale).orElse("").strip();
    }
  }

  /** On a page of its own: the campaign's is sent to everyone who watches it at every change. */
  private void proposal(Context context) {
    Campaign campaign = campaign(record(id(context)).campaignId());
    int number = Parameters.numberOf(context, "number");
    Proposal proposal =
        campaign.proposals().stream()
            .filter(it -> it.number() == number)
            .findFirst()
            .orElseThrow(
                () ->
                    new RequestException(
                        Kind.UNKNOWN,
                        "campaign %s has no proposal %d".formatted(campaign.id(), number)));
    List<SpecReport> specs = CampaignReport.withoutSections(campaign).specs();
    Html.page(
        context,
        Templates.render(
            "campaignproposal.jte",
            Map.of(
                "frame",
                Frame.of("Proposal %d of campaign %s".formatted(number, campaign.id()), MENU),
                "proposed",
                new Proposed(
                    campaign.id(),
                    proposal,
                    specs.get(proposal.asked().parent()),
                    proposal.accepted().map(it -> specs.get(it.node())),
                    edits.of(campaign, proposal)))));
  }

  /** They change with the campaign's events alone. */
  private Attribution sections(CampaignRecord record) {
    String id = record.campaignId();
    Attributed known = attributed.get(id);
    if (known == null || known.version() != record.version()) {
      if (attributed.size() >= MOST) {
        attributed.clear();
      }
      known =
          new Attributed(
              record.version(), CampaignReport.of(campaign(id), supervisor.history()).sections());
      attributed.put(id, known);
    }
    return known.sections();
  }

  /** It depends on nothing that happens after the campaign's start. */
  private CampaignForecast forecast(CampaignRecord record) {
    if (forecasts.size() >= MOST) {
      forecasts.clear();
    }
    String id = record.campaignId();
    CampaignForecast known = forecasts.get(id);
    if (known != null) {
      return known;
    }
    simulating.lock();
    try {
      known = forecasts.get(id);
      if (known == null) {
        known = forecast(campaign(id));
        forecasts.put(id, known);
      }
      return known;
    } finally {
      simulating.unlock();
    }
  }

  private CampaignForecast forecast(Campaign campaign) {
    return host.map(it -> it.forecast(campaign))
        .orElseGet(() -> CampaignForecast.of(supervisor.history(), campaign, Prices.builtIn()));
  }

  private interface Steering {
    CampaignRecord steer(CampaignHost host, String id);
  }

  private Handler steering(Steering steering) {
    return context -> {
      String id = id(context);
      CampaignHost steered =
          host.orElseThrow(
              () -> new RequestException(Kind.UNAVAILABLE, "this server hosts no campaigns"));
      CampaignRecord _ = steering.steer(steered, id);
      context.redirect("/ui/campaigns/" + id, HttpStatus.SEE_OTHER);
    };
  }
}

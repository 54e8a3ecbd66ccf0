package dev.cambrian.server.dashboard;

import dev.cambrian.core.pipeline.SupervisionException;
import dev.cambrian.server.log.ServerLog;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.LiveLineage;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All pages over one supervisor. */
public final class Dashboard {
  private static final ServerLog LOG = ServerLog.of("dashboard");

  private final List<Page> pages;
  private final boolean looking;

  /**
   * Over what a server supervises.
   *
   * @param inhabitants that it hosts, where it does
   * @param looking whether it only looks, and refuses whatever could change something
   */
  public Dashboard(Supervisor supervisor, Optional<Inhabitants> inhabitants, boolean looking) {
    this.looking = looking;
    LiveStream live = new LiveStream(supervisor.events());
    LiveLineage lineage = new LiveLineage(supervisor.file());
    this.pages =
        List.of(
            new Assets(),
            new NowPage(supervisor, inhabitants, live, lineage),
            new LineagePage(supervisor, live, lineage),
            new TrendsPage(supervisor, live),
            new GenerationPage(supervisor, live, looking),
            new GenerationTexts(supervisor),
            new CodeDownload(supervisor),
            new GenerationActions(supervisor),
            new ComparePage(supervisor),
            new SpecsPage(supervisor),
            new CampaignsPage(supervisor, live, inhabitants.map(Inhabitants::campaigns), looking),
            new EventsPage(supervisor, live),
            new SqlPage(supervisor));
  }

  /** What it answers; whoever registers that decides who may call it. */
  public List<Call> calls() {
    return pages.stream()
        .flatMap(it -> it.calls().stream())
        .map(it -> new Call(it.method(), it.path(), it.open(), marked(shown(it.handler()))))
        .toList();
  }

  /** Pages say in what kind of server they are. */
  private Handler marked(Handler handler) {
    return context ->
        ScopedValue.where(Frame.LOOKING, looking)
            .call(
                () -> {
                  handler.handle(context);
                  return true;
                });
  }

  /** Failures as pages, a defect of the server, too. */
  public static Handler shown(Handler handler) {
    return context -> {
      try {
        handler.handle(context);
      } catch (Exception e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        Failure failure = Failure.of(e);
        if (failure.ours()) {
          LOG.error("page.failed", e);
        }
        problem(context, failure.status(), reason(e, failure));
      }
    };
  }

  /** A page has other ways than a caller of the API. */
  private static String reason(Exception e, Failure failure) {
    return e instanceof SupervisionException.Unknown unknown
        ? "there is no generation %d; the lineage shows those that there are"
            .formatted(unknown.generation())
        : failure.reason();
  }

  /** A page that says what is wrong. */
  public static void problem(Context context, int status, String reason) {
    context.status(status);
    Html.page(
        context,
        Templates.render(
            "problem.jte",
            Map.of("frame", Frame.of("Not shown", ""), "status", status, "reason", reason)));
  }

  /**
   * Answers a request.
   *
   * @param signedIn whether there is a session that can be ended
   */
  public static void handle(Call call, Context context, boolean signedIn) throws Exception {
    ScopedValue.where(Frame.SIGNED_IN, signedIn)
        .call(
            () -> {
              call.handler().handle(context);
              return true;
            });
  }

  /**
   * The page that asks for the token.
   *
   * @param reason why it comes again; empty for the first time
   * @param next where to go then, a page of this server
   */
  public static void login(Context context, int status, String reason, String next) {
    context.status(status);
    Html.page(
        context,
        Templates.render(
            "login.jte", Map.of("frame", Frame.of("Log in", ""), "reason", reason, "next", next)));
  }

  /** Whether a request is for a page of the dashboard, and not for the API. */
  public static boolean owns(String path) {
    return path.equals("/") || path.startsWith("/ui/") || path.equals("/ui");
  }
}

package dev.cambrian.server.dashboard;

import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.NowView;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/** What goes on right now. */
final class NowPage implements Page {
  private static final int LATEST = 20;

  private final Supervisor supervisor;
  private final LiveStream live;

  NowPage(Supervisor supervisor, LiveStream live) {
    this.supervisor = supervisor;
    this.live = live;
  }

  @Override
  public List<Call> calls() {
    return List.of(
        Call.get("/", this::page),
        Call.get("/ui/live/now", context -> live.serve(context, "now", () -> part())));
  }

  private void page(Context context) {
    Html.page(
        context, Templates.render("now.jte", Map.of("frame", Frame.of("Now", "/"), "now", now())));
  }

  private String part() {
    return Templates.render("nowpart.jte", Map.of("now", now()));
  }

  private Now now() {
    return new Now(
        NowView.of(supervisor.history(), LATEST), supervisor.status(), supervisor.isolation());
  }

  /** What the page shows. */
  record Now(NowView view, Supervisor.Status status, String isolation) {}
}

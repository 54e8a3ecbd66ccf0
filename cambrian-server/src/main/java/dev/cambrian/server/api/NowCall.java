package dev.cambrian.server.api;

import static dev.cambrian.server.api.Route.Answer.json;

import dev.cambrian.server.organism.Organism;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.Alive;
import dev.cambrian.server.view.LiveLineage;
import dev.cambrian.server.view.LiveNow;
import dev.cambrian.server.view.Ongoing;
import dev.cambrian.server.view.TokensUsed;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.stream.Collectors;

/** The call that tells what goes on, beyond what events tell. */
final class NowCall {
  private final Hosted hosted;
  private final LiveNow happens;
  private final LiveLineage lineage;
  private final TokensUsed used;

  private NowCall(Hosted hosted, Supervisor supervisor) {
    this.hosted = hosted;
    this.happens = new LiveNow(supervisor.history(), 1, 1);
    this.lineage = new LiveLineage(supervisor.file());
    this.used = new TokensUsed(supervisor.history());
  }

  static Route of(Hosted hosted, Supervisor supervisor) {
    NowCall call = new NowCall(hosted, supervisor);
    return new Route(
        HandlerType.GET,
        "/now",
        Access.OPERATOR,
        "What goes on right now, as the dashboard tells it: why the server runs, and who lives.",
        List.of(),
        "",
        List.of(json(200, "Now", "What goes on.")),
        context -> Generations.json(context, call.now().json()));
  }

  private Ongoing now() {
    List<Organism> running = hosted.organisms().running();
    used.keepOnly(running.stream().map(Organism::id).collect(Collectors.toSet()));
    List<Alive> alive =
        running.stream()
            .map(
                it ->
                    Alive.of(
                        it, used, lineage.now().lineage(), hosted.gateway().open(), new byte[0], 0))
            .toList();
    return Ongoing.of(hosted.occasion().get(), happens.now(), alive);
  }
}

package dev.cambrian.server.dashboard;

import dev.cambrian.core.pipeline.SupervisionException;
import dev.cambrian.server.dashboard.LiveStream.Piece;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.CodeInGit;
import dev.cambrian.server.view.CodeSource;
import dev.cambrian.server.view.GenerationStory;
import dev.cambrian.server.view.RebuiltCode;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One generation: how it stands and why. */
final class GenerationPage implements Page {
  private final Supervisor supervisor;
  private final LiveStream live;
  private final CodeSource code;
  private final boolean looking;

  /**
   * @param looking whether nothing can be done here
   */
  GenerationPage(Supervisor supervisor, LiveStream live, boolean looking) {
    this.looking = looking;
    this.supervisor = supervisor;
    this.live = live;
    this.code = new CodeInGit(supervisor.archive(), new RebuiltCode(supervisor.history()));
  }

  @Override
  public List<Call> calls() {
    return List.of(
        Call.get("/ui/generations/{generation}", this::page),
        Call.get("/ui/live/generations/{generation}", this::live));
  }

  private void page(Context context) {
    int generation = Parameters.generation(context);
    Html.page(
        context,
        Templates.render(
            "generation.jte",
            Map.of(
                "frame",
                frame("Generation " + generation),
                "model",
                model(generation),
                "running",
                running(generation))));
  }

  static Frame frame(String title) {
    return Frame.of(title, "/ui/lineage");
  }

  private void live(Context context) throws IOException, InterruptedException {
    int generation = Parameters.generation(context);
    GenerationModel _ = model(generation);
    live.serve(
        context, "generations/" + generation, () -> pieces(generation), supervisor.output()::any);
  }

  private List<Piece> pieces(int generation) {
    GenerationModel model = model(generation);
    return List.of(
        new Piece("part", Templates.render("generationtop.jte", Map.of("model", model))),
        new Piece(
            "running",
            Templates.render("generationrunning.jte", Map.of("running", running(generation)))),
        new Piece("body", Templates.render("generationbody.jte", Map.of("model", model))));
  }

  private Optional<RunningTail> running(int generation) {
    return RunningTail.of(supervisor.output(), generation);
  }

  private GenerationModel model(int generation) {
    return new GenerationModel(
        GenerationStory.of(supervisor.file(), code, generation)
            .orElseThrow(() -> new SupervisionException.Unknown(generation)),
        Links.SERVED,
        2,
        looking ? GenerationModel.Place.LOOKING : GenerationModel.Place.SERVING);
  }
}

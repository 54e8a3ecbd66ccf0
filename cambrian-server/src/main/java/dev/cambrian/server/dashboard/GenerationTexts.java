package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.pipeline.SupervisionException;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.Asking;
import dev.cambrian.server.view.ExchangeText;
import dev.cambrian.server.view.GenerationDetail;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.StageRun;
import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The long texts of a generation, each on a page of its own: logs, exchanges and files. */
final class GenerationTexts implements Page {
  private static final int SHOWN = 200;

  private final Supervisor supervisor;

  GenerationTexts(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  @Override
  public List<Call> calls() {
    return List.of(
        Call.get("/ui/generations/{generation}/log/{stage}", this::log),
        Call.get("/ui/generations/{generation}/exchanges/{number}", this::exchange),
        Call.get("/ui/generations/{generation}/files", this::files),
        Call.get("/ui/generations/{generation}/files/<path>", this::file));
  }

  /**
   * What a stage's command printed.
   *
   * @param attempts how many times the stage ran; this is the last that printed something
   */
  record Log(int generation, StageRun run, int attempts, List<GenerationModel.Output> outputs) {}

  private void log(Context context) {
    int generation = GenerationNumber.of(context);
    Stage stage =
        Stage.of(context.pathParam("stage"))
            .orElseThrow(
                () ->
                    new RequestException(
                        Kind.UNKNOWN,
                        "a stage is manifest, build, test, start or health, not "
                            + Quote.of(context.pathParam("stage"), SHOWN)));
    HistoryView view = new HistoryView(supervisor.history());
    List<StageRun> runs = view.stages(detail(view, generation), stage);
    StageRun run =
        runs.reversed().stream()
            .filter(it -> it.stored().isPresent())
            .findFirst()
            .orElseThrow(
                () ->
                    new RequestException(
                        Kind.UNKNOWN,
                        "generation %d has no log of the stage %s: it ran no command, or has not come to it"
                            .formatted(generation, stage.id())));
    Log log =
        new Log(
            generation, run, runs.size(), GenerationModel.tails(run, Integer.MAX_VALUE, Cut.BLOCK));
    show(context, "generationlog.jte", "Log of the stage " + stage.id(), generation, "log", log);
  }

  /**
   * One exchange.
   *
   * @param number from 1
   * @param of how many there are
   * @param parts in the order in which they were said
   */
  record Said(int generation, int number, int of, Asking asking, List<Part> parts) {}

  /** One text of an exchange. */
  record Part(String role, Cut cut, int length) {}

  static List<Part> parts(List<ExchangeText.Part> parts, int most) {
    return parts.stream()
        .map(
            it -> new Part(Show.line(it.role(), 40), Cut.head(it.text(), most), it.text().length()))
        .toList();
  }

  private void exchange(Context context) {
    int generation = GenerationNumber.of(context);
    int number = GenerationNumber.of(context, "number");
    HistoryView view = new HistoryView(supervisor.history());
    List<Asking> all = Asking.of(detail(view, generation));
    if (number > all.size()) {
      throw new RequestException(
          Kind.UNKNOWN,
          "generation %d has %d exchanges, and no number %d"
              .formatted(generation, all.size(), number));
    }
    Asking asking = all.get(number - 1);
    Said said =
        new Said(
            generation,
            number,
            all.size(),
            asking,
            parts(ExchangeText.of(view.exchange(asking.event())), Cut.BLOCK));
    show(context, "generationexchange.jte", "Exchange " + number, generation, "said", said);
  }

  private void files(Context context) {
    context.redirect("/ui/generations/%1$d#files-%1$d".formatted(GenerationNumber.of(context)));
  }

  /**
   * One file.
   *
   * @param code empty where it is no text
   * @param cut whether more of it is there than is shown
   */
  record FileText(
      int generation, String path, long size, Optional<CodeText> code, boolean cut, String raw) {}

  private void file(Context context) {
    int generation = GenerationNumber.of(context);
    String path = context.pathParam("path");
    GenerationDetail detail = detail(new HistoryView(supervisor.history()), generation);
    Optional<byte[]> content =
        supervisor.archive().contains(generation)
            ? supervisor.archive().read(generation, path)
            : Optional.empty();
    byte[] bytes = content.orElseThrow(() -> absent(detail, generation, path));
    Optional<Cut> text = text(bytes).map(it -> Cut.head(it, Cut.BLOCK));
    FileText file =
        new FileText(
            generation,
            Show.line(path, SHOWN),
            bytes.length,
            text.map(it -> new CodeText(1, 0, it.lines(), CodeText.language(path))),
            text.filter(Cut::isCut).isPresent(),
            "/generations/%d/files/%s".formatted(generation, Links.path(path)));
    show(context, "generationfile.jte", Show.line(path, 60), generation, "file", file);
  }

  private static RequestException absent(GenerationDetail detail, int generation, String path) {
    boolean sealed =
        detail.files().stream().map(ArtifactFile::path).anyMatch(it -> it.equals(path));
    return new RequestException(
        Kind.UNKNOWN,
        sealed
            ? "the code of generation %d is not in git yet; ask again in a moment"
                .formatted(generation)
            : "generation %d has no file %s".formatted(generation, Quote.of(path, SHOWN)));
  }

  /** Empty where it is no UTF-8, or has what no text has. */
  static Optional<String> text(byte[] bytes) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException binary) {
      return Optional.empty();
    }
  }

  private static GenerationDetail detail(HistoryView view, int generation) {
    return view.detail(generation).orElseThrow(() -> new SupervisionException.Unknown(generation));
  }

  private static void show(
      Context context, String template, String title, int generation, String name, Object value) {
    Html.page(
        context,
        Templates.render(
            template,
            Map.of(
                "frame",
                GenerationPage.frame("%s · generation %d".formatted(title, generation)),
                name,
                value)));
  }
}

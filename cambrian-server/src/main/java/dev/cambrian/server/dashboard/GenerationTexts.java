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
import dev.cambrian.server.view.RebuiltCode;
import dev.cambrian.server.view.StageRun;
import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The long texts of a generation, each on a page of its own: logs, exchanges and files. */
final class GenerationTexts implements Page {
  private static final int SHOWN = 200;

  /** Lines of a file; each is an anchor of its own. */
  private static final int MOST_LINES = 10_000;

  /** Texts of one exchange. */
  private static final int MOST_PARTS = 400;

  private final Supervisor supervisor;
  private final RebuiltCode rebuilt;

  GenerationTexts(Supervisor supervisor) {
    this.supervisor = supervisor;
    this.rebuilt = new RebuiltCode(supervisor.history());
  }

  @Override
  public List<Call> calls() {
    return List.of(
        Call.get("/ui/generations/{generation}/log/{stage}", this::log),
        Call.get("/ui/generations/{generation}/log/{stage}/raw", this::rawLog),
        Call.get("/ui/generations/{generation}/exchanges/{number}", this::exchange),
        Call.get("/ui/generations/{generation}/files", this::files),
        Call.get("/ui/generations/{generation}/files/<path>", this::file),
        Call.get("/ui/generations/{generation}/raw/<path>", this::rawFile));
  }

  /**
   * What a stage's command printed.
   *
   * @param attempts how many times the stage ran; this is the last that printed something
   */
  record Log(int generation, StageRun run, int attempts, List<GenerationModel.Output> outputs) {}

  private void log(Context context) {
    int generation = Parameters.generation(context);
    Stage stage = stage(context);
    HistoryView view = new HistoryView(supervisor.history());
    List<StageRun> runs = view.stages(detail(view, generation), stage);
    StageRun run = printed(runs, generation, stage);
    Log log =
        new Log(
            generation, run, runs.size(), GenerationModel.tails(run, Integer.MAX_VALUE, Cut.BLOCK));
    show(context, "generationlog.jte", "Log of the stage " + stage.id(), generation, "log", log);
  }

  private void rawLog(Context context) {
    int generation = Parameters.generation(context);
    Stage stage = stage(context);
    HistoryView view = new HistoryView(supervisor.history());
    StageRun run = printed(view.stages(detail(view, generation), stage), generation, stage);
    Html.raw(context, run.stored().orElseThrow());
  }

  private static Stage stage(Context context) {
    return Stage.of(context.pathParam("stage"))
        .orElseThrow(
            () ->
                new RequestException(
                    Kind.UNKNOWN,
                    "a stage with a log is build, test, start or health, not "
                        + Quote.of(context.pathParam("stage"), SHOWN)));
  }

  /** The last of them that printed something. */
  private static StageRun printed(List<StageRun> runs, int generation, Stage stage) {
    return runs.reversed().stream()
        .filter(it -> it.stored().isPresent())
        .findFirst()
        .orElseThrow(
            () ->
                new RequestException(
                    Kind.UNKNOWN,
                    "generation %d has no log of the stage %s: it ran no command, or has not come to it"
                        .formatted(generation, stage.id())));
  }

  /**
   * One exchange.
   *
   * @param number from 1
   * @param of how many there are
   */
  record Said(int generation, int number, int of, Asking asking, Parts parts) {}

  /**
   * What was said in an exchange.
   *
   * @param shown in the order in which it was said, the answer last
   * @param left how many texts before the answer are not shown
   */
  record Parts(List<Part> shown, int left) {}

  /** One text of an exchange. */
  record Part(String role, Cut cut, int length) {}

  /**
   * As many of them as a page bears. The answer takes its room first.
   *
   * @param most characters of each
   */
  static Parts parts(List<ExchangeText.Part> parts, int most, Room room) {
    Part answer = part(parts.getLast(), most, room);
    List<Part> shown = new ArrayList<>();
    for (ExchangeText.Part part : parts.subList(0, Math.min(MOST_PARTS, parts.size()) - 1)) {
      shown.add(part(part, most, room));
    }
    shown.add(answer);
    return new Parts(shown, parts.size() - shown.size());
  }

  private static Part part(ExchangeText.Part part, int most, Room room) {
    return new Part(Show.line(part.role(), 40), room.head(part.text(), most), part.text().length());
  }

  private void exchange(Context context) {
    int generation = Parameters.generation(context);
    int number = Parameters.numberOf(context, "number");
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
            parts(ExchangeText.of(view.exchange(asking.event())), Cut.BLOCK, Room.forProse()));
    show(context, "generationexchange.jte", "Exchange " + number, generation, "said", said);
  }

  private void files(Context context) {
    context.redirect("/ui/generations/%1$d#files-%1$d".formatted(Parameters.generation(context)));
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
    int generation = Parameters.generation(context);
    String path = context.pathParam("path");
    byte[] bytes = content(generation, path);
    Optional<Cut> text = text(bytes).map(it -> Cut.head(it, Cut.BLOCK));
    List<String> lines = text.map(Cut::lines).orElse(List.of());
    List<String> shown = lines.subList(0, Math.min(MOST_LINES, lines.size()));
    FileText file =
        new FileText(
            generation,
            Show.line(path, SHOWN),
            bytes.length,
            text.map(_ -> new CodeText(1, 0, shown, CodeText.language(path))),
            shown.size() < lines.size() || text.filter(Cut::isCut).isPresent(),
            "/ui/generations/%d/raw/%s".formatted(generation, Links.path(path)));
    show(context, "generationfile.jte", Show.line(path, 60), generation, "file", file);
  }

  private void rawFile(Context context) {
    Html.raw(context, content(Parameters.generation(context), context.pathParam("path")));
  }

  private byte[] content(int generation, String path) {
    GenerationDetail detail = detail(new HistoryView(supervisor.history()), generation);
    Optional<byte[]> content =
        supervisor.archive().contains(generation)
            ? supervisor.archive().read(generation, path)
            : rebuilt.read(generation, path);
    return content.orElseThrow(() -> absent(detail, generation, path));
  }

  private static RequestException absent(GenerationDetail detail, int generation, String path) {
    boolean sealed =
        detail.files().stream().map(ArtifactFile::path).anyMatch(it -> it.equals(path));
    return new RequestException(
        Kind.UNKNOWN,
        sealed
            ? "the code of generation %d is not in git, or not yet, and its answers do not give it"
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

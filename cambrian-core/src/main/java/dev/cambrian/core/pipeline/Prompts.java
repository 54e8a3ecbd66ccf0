package dev.cambrian.core.pipeline;

import dev.cambrian.core.artifact.AnswerFormat;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Message;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.prompt.Templates;
import dev.cambrian.core.prompt.Untrusted;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Renders requests: the same arguments give the same bytes. */
final class Prompts {
  private static final Templates TEMPLATES = new Templates(Prompts.class);

  /** About 100,000 tokens of failed code, the largest files left out first. */
  private static final int MAX_CODE_CHARACTERS = 300_000;

  private static final int MAX_REJECTED_CHARACTERS = 200_000;
  private static final int MAX_FAILURES = 30;
  private static final int MAX_TAIL_CHARACTERS = 6_000;

  private final Spec spec;
  private final GrowthOptions options;

  Prompts(Spec spec, GrowthOptions options) {
    this.spec = spec;
    this.options = options;
  }

  /**
   * The request of an attempt.
   *
   * @param summary of the history; may be empty
   */
  LlmRequest ask(Attempt attempt, String summary) {
    String task =
        attempt
            .basis()
            .map(failed -> retry(attempt, failed, summary))
            .orElseGet(
                () -> summary + "Write the complete codebase for the specification above.\n");
    return request(
        attempt.purpose(),
        attempt.ordinal(options),
        attempt.model(),
        List.of(specification(), Message.user(task)));
  }

  /** The request for the {@code repair}-th repair of a rejected answer to {@code rejected}. */
  LlmRequest repair(
      Attempt attempt, int repair, LlmRequest asked, String answer, Rejection rejection) {
    List<Message> messages = new ArrayList<>(asked.messages().subList(0, 2));
    String shown = shorten(answer);
    if (!shown.isBlank()) {
      messages.add(Message.assistant(shown));
    }
    messages.add(
        Message.user(
            TEMPLATES.fill(
                "repair.md",
                Map.of(
                    "rule", rejection.rule(), "reason", Untrusted.line(rejection.reason(), 500)))));
    return request(
        Purpose.REPAIR, attempt.repairOrdinal(options, repair), attempt.model(), messages);
  }

  private LlmRequest request(Purpose purpose, int ordinal, String model, List<Message> messages) {
    return new LlmRequest(
        spec.hash(), purpose, ordinal, model, system(), messages, options.maxOutputTokens());
  }

  private String system() {
    String role =
        spec.systemPrompt()
            .map(text -> text.strip() + "\n")
            .orElseGet(() -> TEMPLATES.text("role-" + spec.toolchain().id() + ".md"));
    return role + "\n" + TEMPLATES.text("format.md");
  }

  private Message specification() {
    return Message.user(
            "The specification, `%s`:\n\n<specification>\n%s%s</specification>\n"
                .formatted(spec.fileName(), spec.text(), spec.text().endsWith("\n") ? "" : "\n"))
        .cached();
  }

  private static String retry(Attempt attempt, FailedGeneration failed, String summary) {
    return TEMPLATES.fill(
        "retry.md",
        Map.of(
            "attempt",
            Integer.toString(attempt.number() - 1),
            "stage",
            failed.stage().map(Stage::id).orElse("answer"),
            "summary",
            Untrusted.inBlock(Untrusted.line(failed.summary(), 500)),
            "diagnostics",
            Untrusted.inBlock(failed.diagnostics().map(Prompts::diagnostics).orElse("")),
            "code",
            Untrusted.inBlock(code(failed.files())),
            "history",
            Untrusted.inBlock(summary)));
  }

  private static String diagnostics(Diagnostics diagnostics) {
    StringBuilder text = new StringBuilder();
    diagnostics.exitCode().ifPresent(code -> text.append("exit code ").append(code).append('\n'));
    for (Failure failure : diagnostics.failures().stream().limit(MAX_FAILURES).toList()) {
      text.append(Untrusted.line(failure.test(), 200));
      failure.file().ifPresent(file -> text.append(" at ").append(Untrusted.line(file, 200)));
      failure.line().ifPresent(line -> text.append(':').append(line));
      text.append(": ").append(Untrusted.line(failure.error(), 500)).append('\n');
    }
    if (diagnostics.failures().size() > MAX_FAILURES) {
      text.append("and %d more\n".formatted(diagnostics.failures().size() - MAX_FAILURES));
    }
    return Untrusted.fenced(text.isEmpty() ? "no single failure is known\n" : text.toString())
        + "\n\nThe end of its standard output:\n\n"
        + Untrusted.tail(diagnostics.stdoutTail(), MAX_TAIL_CHARACTERS)
        + "\n\nThe end of its standard error:\n\n"
        + Untrusted.tail(diagnostics.stderrTail(), MAX_TAIL_CHARACTERS);
  }

  private static String code(SortedMap<String, byte[]> files) {
    if (files.isEmpty()) {
      return "";
    }
    SortedMap<String, byte[]> shown = new TreeMap<>();
    List<String> omitted = new ArrayList<>();
    long total = 0;
    for (Map.Entry<String, byte[]> file :
        files.entrySet().stream()
            .sorted(Comparator.comparingInt(file -> file.getValue().length))
            .toList()) {
      total += file.getValue().length;
      if (total <= MAX_CODE_CHARACTERS) {
        shown.put(file.getKey(), file.getValue());
      } else {
        omitted.add(file.getKey());
      }
    }
    String note =
        omitted.isEmpty() ? "" : "\n\nLeft out for their size: " + String.join(", ", omitted);
    return Untrusted.fenced(AnswerFormat.render(shown)) + note;
  }

  private static String shorten(String answer) {
    if (answer.length() <= MAX_REJECTED_CHARACTERS) {
      return answer;
    }
    int half = MAX_REJECTED_CHARACTERS / 2;
    return Untrusted.start(answer, half) + "\n[…]\n" + Untrusted.end(answer, half);
  }
}

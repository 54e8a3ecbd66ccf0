package dev.cambrian.core.examine;

import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Message;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.prompt.Templates;
import dev.cambrian.core.prompt.Untrusted;
import dev.cambrian.core.spec.Spec;
import java.util.List;
import java.util.Map;

/** Renders the requests of this package: the same arguments give the same bytes. */
final class Questions {
  static final Templates TEMPLATES = new Templates(Questions.class);

  private final Spec spec;
  private final String model;
  private final int maxTokens;

  Questions(Spec spec, String model, int maxTokens) {
    this.spec = spec;
    this.model = model;
    this.maxTokens = maxTokens;
  }

  Spec spec() {
    return spec;
  }

  /** For contracts. */
  LlmRequest contracts(Purpose purpose, int ordinal, String template, Map<String, String> values) {
    return request(
        purpose,
        ordinal,
        TEMPLATES.fill("contracts.md", Map.of("most", Integer.toString(WrittenContracts.MOST))),
        TEMPLATES.fill(template, values));
  }

  LlmRequest request(Purpose purpose, int ordinal, String system, String task) {
    return new LlmRequest(
        spec.hash(),
        purpose,
        ordinal,
        model,
        system,
        List.of(specification(), Message.user(task)),
        maxTokens);
  }

  private Message specification() {
    return Message.user(
            "The specification, `%s`:\n\n<specification>\n%s%s</specification>\n"
                .formatted(spec.fileName(), spec.text(), spec.text().endsWith("\n") ? "" : "\n"))
        .cached();
  }

  /** Asks for contracts and reads them. */
  Examination ask(LlmClient llm, LlmRequest request, LlmProgress progress) {
    LlmAnswer answer = llm.answer(request, progress);
    return new Examination(request, answer, read(answer));
  }

  private WrittenContracts read(LlmAnswer answer) {
    return switch (answer.stopReason()) {
      case COMPLETE -> WrittenContracts.read(answer.text(), spec);
      case TRUNCATED -> WrittenContracts.none("the answer was cut at the model's output limit");
      case REFUSED -> WrittenContracts.none("the model or its provider declined");
    };
  }

  /** For a place between the lines of an {@code <untrusted …>} block. */
  static String block(String text) {
    return Untrusted.inBlock(Untrusted.fenced(Untrusted.clean(text)));
  }
}

package dev.cambrian.core.spec;

import dev.cambrian.core.json.LocatedJson;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.json.StrictJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What stands below the front matter. */
record SpecBody(
    Optional<String> firstHeading,
    Optional<String> systemPrompt,
    Optional<Toolchain> toolchain,
    Entry entry,
    ArrayNode contractsJson,
    List<Contract> contracts,
    List<Contract> vectors,
    List<FrozenBlock> frozenBlocks) {
  static final String VECTORS_BLOCK = "acceptance-vectors";

  private static final String SYSTEM_PROMPT = "system-prompt";
  private static final String ENTRY = "entry";
  private static final String CONTRACTS = "contracts";
  private static final String VECTOR = "spec-vector";
  private static final Set<String> KINDS = Set.of(SYSTEM_PROMPT, ENTRY, CONTRACTS, VECTOR);
  private static final Set<String> SINGLE = Set.of(SYSTEM_PROMPT, ENTRY, CONTRACTS);
  private static final Set<String> LOOK_ALIKES =
      Set.of(
          "systemprompt",
          "system",
          "entry",
          "entries",
          "contract",
          "contracts",
          "specvector",
          "specvectors",
          "vector",
          "vectors",
          "acceptancevector",
          "acceptancevectors");

  static SpecBody read(SourceText source, FrontMatter front, Findings findings) {
    String markdown = source.between(front.lineCount(), source.lines().size());
    return new Reader(MarkdownBlocks.parse(markdown, front.lineCount()), findings)
        .read(source, front);
  }

  private record Reader(MarkdownBlocks blocks, Findings findings) {

    SpecBody read(SourceText source, FrontMatter front) {
      checkHeadings();
      checkFences();
      List<FrozenBlock> frozen = new FrozenReader(source, findings).read(blocks);
      Optional<EntryReader> entry = single(ENTRY).map(f -> new EntryReader(f, findings));
      Optional<Toolchain> toolchain =
          front.toolchain().or(() -> entry.flatMap(EntryReader::toolchain));
      Entry defaults = Entry.defaultFor(toolchain.orElse(Toolchain.JAVA));
      Optional<LocatedJson> contractsJson = single(CONTRACTS).flatMap(this::json);
      int contractsLine = single(CONTRACTS).map(MarkdownBlocks.Fence::line).orElse(0);
      List<Contract> contracts =
          contractsJson.map(json -> contracts(json, contractsLine)).orElse(List.of());
      List<Contract> vectors = vectors(frozen);
      if (contracts.isEmpty() && vectors.isEmpty() && !findings.hasError()) {
        findings.warning(
            "nothing-to-prove",
            nothingToProveLine(contractsLine, front),
            "the spec has neither contracts nor acceptance vectors, so only tests and health judge"
                + " what is grown; add a contracts block");
      }
      return new SpecBody(
          blocks.headings().stream()
              .map(MarkdownBlocks.Heading::text)
              .filter(text -> !text.isEmpty())
              .findFirst(),
          single(SYSTEM_PROMPT).flatMap(this::prompt),
          toolchain,
          entry.map(it -> it.read(defaults)).orElse(defaults),
          contractsJson
              .map(LocatedJson::root)
              .filter(ArrayNode.class::isInstance)
              .map(ArrayNode.class::cast)
              .orElseGet(JsonNodeFactory.instance::arrayNode),
          contracts,
          vectors,
          frozen);
    }

    /** An empty contracts block, else the heading below which one is missing. */
    private int nothingToProveLine(int contractsLine, FrontMatter front) {
      return contractsLine > 0
          ? contractsLine
          : blocks.headings().stream()
              .findFirst()
              .map(MarkdownBlocks.Heading::line)
              .orElse(Math.max(1, front.lineCount()));
    }

    private void checkHeadings() {
      if (blocks.headings().isEmpty()) {
        findings.warning("no-heading", 0, "the spec has no heading; structure it with # and ##");
      }
      int before = 0;
      for (MarkdownBlocks.Heading heading : blocks.headings()) {
        if (before > 0 && heading.level() > before + 1) {
          findings.warning(
              "heading-skips-level",
              heading.line(),
              "a heading of level %d follows one of level %d; use level %d"
                  .formatted(heading.level(), before, before + 1));
        }
        before = heading.level();
      }
    }

    private void checkFences() {
      Map<String, Integer> seen = new HashMap<>();
      for (MarkdownBlocks.Fence fence : blocks.fences()) {
        Integer before = seen.putIfAbsent(fence.kind(), fence.line());
        if (before != null && SINGLE.contains(fence.kind())) {
          findings.error(
              "duplicate-block",
              fence.line(),
              "a second %s block, the first is in line %d; merge them"
                  .formatted(fence.kind(), before));
        }
        if (!fence.closed()) {
          findings.error(
              "fence-unclosed",
              fence.line(),
              "this code fence is never closed and hides what follows; close it");
        }
        if (!KINDS.contains(fence.kind()) && looksMeant(fence.info())) {
          findings.warning(
              "suspicious-fence",
              fence.line(),
              "the info string %s has no meaning; did you mean system-prompt, entry, contracts or"
                      .formatted(Quote.of(fence.info(), 60))
                  + " spec-vector?");
        }
      }
    }

    private static boolean looksMeant(String info) {
      for (String word : info.split("\\s+", 4)) {
        String plain = word.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        if (LOOK_ALIKES.contains(plain)) {
          return true;
        }
      }
      return false;
    }

    private Optional<MarkdownBlocks.Fence> single(String kind) {
      return blocks.fences().stream().filter(fence -> fence.kind().equals(kind)).findFirst();
    }

    private Optional<String> prompt(MarkdownBlocks.Fence fence) {
      if (fence.content().isBlank()) {
        findings.error(
            "system-prompt-empty",
            fence.line(),
            "the system prompt is empty; fill it or remove the block for the toolchain's own");
        return Optional.empty();
      }
      return Optional.of(fence.content().strip());
    }

    private Optional<LocatedJson> json(MarkdownBlocks.Fence fence) {
      try {
        return Optional.of(StrictJson.readLocated(fence.content()));
      } catch (MalformedJsonException e) {
        findings.error("contracts-json", fence.line() + e.line(), "no JSON: " + e.reason());
        return Optional.empty();
      }
    }

    private List<Contract> contracts(LocatedJson json, int fenceLine) {
      return new ContractReader("contract", findings)
          .readAll(json.root(), json.lines().shifted(fenceLine));
    }

    private List<Contract> vectors(List<FrozenBlock> frozen) {
      ContractReader reader = new ContractReader("vector", findings);
      Optional<FrozenBlock> block =
          frozen.stream().filter(b -> b.name().equals(VECTORS_BLOCK)).findFirst();
      List<Contract> vectors = new ArrayList<>();
      int counted = 0;
      for (MarkdownBlocks.Fence fence : blocks.fences()) {
        if (!fence.kind().equals(VECTOR)) {
          continue;
        }
        if (block
            .filter(b -> b.beginLine() < fence.line() && fence.line() < b.endLine())
            .isEmpty()) {
          findings.warning(
              "vector-outside-frozen",
              fence.line(),
              "this vector does not count; move it into the FROZEN block " + VECTORS_BLOCK);
          continue;
        }
        counted++;
        vector(fence, reader, counted).ifPresent(vectors::add);
      }
      if (block.isPresent() && counted == 0) {
        findings.error(
            "acceptance-vectors-empty",
            block.get().beginLine(),
            "the FROZEN block acceptance-vectors holds no spec-vector; add one or remove the block");
      }
      return vectors;
    }

    private Optional<Contract> vector(
        MarkdownBlocks.Fence fence, ContractReader reader, int number) {
      try {
        LocatedJson yaml = StrictYaml.read(fence.content(), StrictYaml.Scalars.JSON);
        return reader.read(yaml.root(), yaml.lines().shifted(fence.line()), "vector " + number);
      } catch (MalformedYamlException e) {
        findings.error("vector-yaml", fence.line() + e.line(), e.reason());
        return Optional.empty();
      }
    }
  }
}

package dev.cambrian.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** What each command's help ends with: real calls of it. */
final class Examples {
  /** By the words after {@code cambrian}. */
  private static final Map<String, List<String>> ALL =
      Map.ofEntries(
          Map.entry(
              "grow",
              List.of(
                  "cambrian grow spec/ECHO-SPEC.md",
                  "cambrian grow my-spec.md --llm anthropic --candidates 3 --usd-budget 5",
                  "cambrian grow my-spec.md --llm command 'claude -p' --record recordings")),
          Map.entry(
              "serve", List.of("cambrian serve", "cambrian serve --port 9000 --llm anthropic")),
          Map.entry(
              "watch",
              List.of(
                  "cambrian watch",
                  "cambrian watch --generation 7 --timeout 600 && cambrian show 7",
                  "cambrian watch --after 0 --json | jq -r .type")),
          Map.entry(
              "reproduce",
              List.of(
                  "cambrian reproduce",
                  "cambrian reproduce --depth 4 --llm anthropic --record chain --usd-budget 20")),
          Map.entry("organism", List.of("cambrian organism list")),
          Map.entry(
              "organism start",
              List.of("cambrian organism start 1 --spec spec/ECHO-SPEC.md --max-gens 1")),
          Map.entry("organism list", List.of("cambrian organism list")),
          Map.entry(
              "organism logs",
              List.of("cambrian organism logs 01a21c2c-3404-735e-a8f5-fb4238f3b8c3 --tail 50")),
          Map.entry(
              "organism stop",
              List.of("cambrian organism stop 01a21c2c-3404-735e-a8f5-fb4238f3b8c3")),
          Map.entry(
              "rate",
              List.of(
                  "cambrian rate my-spec.md --trials 20 --record rates/my-spec --llm anthropic",
                  "cambrian rate rates/my-spec",
                  "cambrian rate rates/my-spec --judge")),
          Map.entry(
              "evolve",
              List.of(
                  "cambrian evolve my-spec.md --budget 60 --llm anthropic --usd-budget 30",
                  "cambrian evolve --resume c1 --llm anthropic")),
          Map.entry("campaign", List.of("cambrian campaign list")),
          Map.entry(
              "campaign plan",
              List.of("cambrian campaign plan my-spec.md --budget 60 --effect 0.3")),
          Map.entry("campaign list", List.of("cambrian campaign list")),
          Map.entry("campaign show", List.of("cambrian campaign show c1")),
          Map.entry(
              "campaign compare",
              List.of(
                  "cambrian campaign compare c1:0 c1",
                  "cambrian campaign compare ./c1-export:2 ./c2-export:2")),
          Map.entry("campaign export", List.of("cambrian campaign export c1 c1-export")),
          Map.entry(
              "campaign replay",
              List.of("cambrian campaign replay c1", "cambrian campaign replay ./c1-export")),
          Map.entry(
              "campaign pause", List.of("cambrian campaign pause c1 --reason 'prices went up'")),
          Map.entry("campaign resume", List.of("cambrian campaign resume c1")),
          Map.entry("campaign cancel", List.of("cambrian campaign cancel c1")),
          Map.entry(
              "simulate",
              List.of("cambrian simulate", "cambrian simulate --campaigns 20 --seed 1")),
          Map.entry(
              "examine",
              List.of(
                  "cambrian examine 1 --llm anthropic",
                  "cambrian examine ./artifact --spec my-spec.md --output checks.json")),
          Map.entry("redteam", List.of("cambrian redteam 1 --llm anthropic --usd-budget 2")),
          Map.entry(
              "import", List.of("cambrian import old-lab", "cambrian import old-lab --strict")),
          Map.entry("lineage", List.of("cambrian lineage", "cambrian lineage 3")),
          Map.entry("log", List.of("cambrian log", "cambrian log --outcome failed --limit 5")),
          Map.entry(
              "show",
              List.of(
                  "cambrian show 1",
                  "cambrian show 1 --file src/main/java/Main.java",
                  "cambrian show 1 --log build")),
          Map.entry("report", List.of("cambrian report --generation 1 --output gen-1.html")),
          Map.entry("diff", List.of("cambrian diff 1 2 --manifest")),
          Map.entry("checkout", List.of("cambrian checkout 2 gen-2")),
          Map.entry(
              "sql",
              List.of(
                  "cambrian sql 'SELECT generation, outcome, cost_usd FROM generation'",
                  "cambrian sql --format csv 'SELECT * FROM stage' > stages.csv")),
          Map.entry(
              "prices", List.of("cambrian prices", "cambrian prices --prices my-prices.json")),
          Map.entry("verify", List.of("cambrian verify")),
          Map.entry("replay", List.of("cambrian replay 1")),
          Map.entry("export", List.of("cambrian export backup.db")),
          Map.entry("rebuild", List.of("cambrian rebuild")),
          Map.entry("spec", List.of("cambrian spec lint my-spec.md")),
          Map.entry("spec lint", List.of("cambrian spec lint my-spec.md")),
          Map.entry(
              "spec diff",
              List.of("cambrian spec diff old.md new.md", "cambrian spec diff my-spec.md 4f2a91")),
          Map.entry("spec tree", List.of("cambrian spec tree")),
          Map.entry(
              "spec ambiguity",
              List.of("cambrian spec ambiguity my-spec.md --trials rates/my-spec")),
          Map.entry("doctor", List.of("cambrian doctor")),
          Map.entry(
              "bench",
              List.of(
                  "cambrian bench",
                  "cambrian bench dashboard",
                  "cambrian bench --only rig,container")),
          Map.entry(
              "selfcheck", List.of("cambrian selfcheck", "cambrian selfcheck --only network")),
          Map.entry(
              "completion",
              List.of(
                  "source <(cambrian completion bash)",
                  "cambrian completion zsh > ~/.cambrian-completion")));

  private Examples() {}

  /** Puts them below the help of a command and of all commands below it. */
  static void show(CommandLine line) {
    line.getSubcommands().values().forEach(it -> show(it, ""));
  }

  private static void show(CommandLine line, String before) {
    String name = before + line.getCommandName();
    List<String> footer = new ArrayList<>(List.of("", "Examples:"));
    of(name).forEach(it -> footer.add("  " + it));
    if (footer.size() > 2) {
      // Neither a format nor markup.
      line.getCommandSpec()
          .usageMessage()
          .footer(footer.stream().map(it -> it.replace("%", "%%")).toArray(String[]::new));
    }
    line.getSubcommands().values().forEach(it -> show(it, name + " "));
  }

  /** Of the command of that name, such as {@code campaign plan}. */
  static List<String> of(String name) {
    return ALL.getOrDefault(name, List.of());
  }
}

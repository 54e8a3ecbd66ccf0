package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.rig.ResourceLimits;
import dev.cambrian.rig.RigLimits;
import dev.cambrian.server.CambrianCommand;
import dev.cambrian.server.docs.Page;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the README says is so. */
final class ReadmeTest {

  private static final Page README = Page.at("README.md");
  private static final String EMBEDDING =
      "cambrian-core/src/test/java/dev/cambrian/core/embedding/EmbeddingTest.java";

  /** The columns of the cookbook's queries, in their order. */
  private static final List<String> COLUMNS =
      List.of(
          "title,spec,producer_model,tries,viable",
          "failure,failure_stage,generations",
          "generation,kind,test,file,line,error",
          "model,replayed,answers,input,output,from_cache,usd,unpriced,without_count",
          "ancestor,depth",
          "title,stage,runs,mean_ms,max_ms",
          "kind,name,broken,an_error",
          "generation,purpose,request,answer",
          "campaign,trial,node,phase,status,viable,failed_at,failed_checks,generation,spec_hash,tokens,estimated_tokens,elapsed_ms",
          "campaign,node,phase,viable,trials,expected_rate,spec_hash",
          "campaign,proposal,node,parent,operator,section,status,rule,reason,rationale");

  /** Its history is only looked at. */
  private static final Path CAMPAIGN = Page.ROOT.resolve("spec/campaigns/signed/campaign");

  private static final String OPTION = "(?<![\\w-])(--[a-z][a-z-]*)";

  @TempDir static Path home;

  @BeforeAll
  static void grow() {
    GrownHome.at(home);
  }

  static Stream<List<String>> cookbook() {
    List<String> queries = README.fences("sql", "SQL cookbook");
    assertThat(queries).hasSameSizeAs(COLUMNS).isEqualTo(README.fences("sql"));
    List<List<String>> pairs = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      pairs.add(List.of(queries.get(i), COLUMNS.get(i)));
    }
    return pairs.stream();
  }

  @ParameterizedTest
  @MethodSource("cookbook")
  void every_query_of_the_cookbook_finds_something(List<String> pair) {
    Path at = pair.getLast().startsWith("campaign,") ? CAMPAIGN : home;
    Run run = Run.in(at, "sql", pair.getFirst(), "--format", "csv");

    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.out().lines().findFirst()).contains(pair.getLast());
    assertThat(run.out().lines()).hasSizeGreaterThan(1);
  }

  @Test
  void the_views_of_the_cookbook_are_those_of_the_database() {
    String sql = "SELECT name FROM sqlite_schema WHERE type = 'view'";
    String introduction =
        README
            .text()
            .lines()
            .filter(line -> line.contains("reads these views: "))
            .collect(Collectors.joining());

    assertThat(
            words("`(\\w+)`", introduction.substring(introduction.indexOf("reads these views: "))))
        .containsExactlyInAnyOrderElementsOf(
            Run.in(home, "sql", sql, "--format", "csv").out().lines().skip(1).toList());
    String explained = "SELECT sql FROM sqlite_schema WHERE type = 'view'";
    assertThat(README.codeSpans()).contains("./cambrian sql --format csv \"" + explained + "\"");
    assertThat(Run.in(home, "sql", "--format", "csv", explained).out()).contains("-- One row for");
  }

  @Test
  void the_views_that_the_help_of_sql_names_are_those_of_the_database() {
    String sql = "SELECT name FROM sqlite_schema WHERE type = 'view'";
    String help = Run.of(Screen.NONE, Map.of(), "sql", "--help").out().replaceAll("\\s+", " ");
    String views = help.substring(help.indexOf("Views: ") + 7, help.indexOf("; SELECT sql"));

    assertThat(views.split(", ", -1))
        .containsExactlyInAnyOrderElementsOf(
            Run.in(home, "sql", sql, "--format", "csv").out().lines().skip(1).toList());
  }

  @Test
  void the_program_that_embeds_the_library_is_the_one_that_runs_in_a_test() throws IOException {
    List<String> region =
        Files.readAllLines(Page.ROOT.resolve(EMBEDDING)).stream()
            .dropWhile(line -> !line.strip().equals("// region embedding"))
            .skip(1)
            .takeWhile(line -> !line.strip().equals("// endregion"))
            .toList();

    String program = String.join("\n", region).stripTrailing().stripIndent() + "\n";
    assertThat(README.fenceAfter("<!-- embedding -->")).isEqualTo(program).hasLineCount(10);
  }

  @Test
  void the_commands_of_the_table_are_those_of_the_program() {
    Set<String> told =
        README.table("command", "what it does").stream()
            .map(
                row ->
                    words(
                            "^`cambrian ([a-z]+(?: (?:lint|diff|ambiguity|tree|plan|show|compare|export|replay|pause|resume|cancel|start|list|logs|stop))?)",
                            row.getFirst())
                        .getFirst())
            .collect(Collectors.toSet());
    Set<String> real = new TreeSet<>();
    commands(program(), "", real);

    assertThat(told).isEqualTo(real);
  }

  @Test
  void every_option_that_is_named_exists() {
    Set<String> real = new TreeSet<>();
    options(program(), real);
    real.addAll(words(OPTION, Run.of(Screen.NONE, Map.of(), "rig", "--help").out()));

    Set<String> named = new TreeSet<>();
    README.codeSpans().forEach(code -> named.addAll(words(OPTION, code)));
    assertThat(named).isNotEmpty().isSubsetOf(real);
  }

  @Test
  void the_limits_are_those_of_the_rig() {
    RigLimits limits = RigLimits.DEFAULT;
    ResourceLimits resources = limits.resources();

    assertThat(README.table("limit", "default", "option").stream().map(row -> row.get(1)))
        .containsExactly(
            limits.build().toSeconds() + " s",
            limits.test().toSeconds() + " s",
            limits.start().toSeconds() + " s",
            limits.contract().toSeconds() + " s",
            limits.stop().toSeconds() + " s",
            (limits.outputBytes() >> 20) + " MiB",
            (limits.fileBytes() >> 30) + " GiB",
            "%d GiB in %s files"
                .formatted(resources.diskBytes() >> 30, Format.count(resources.files())),
            (resources.memoryBytes() >> 30) + " GiB",
            Format.count(resources.tasks()));
  }

  @Test
  void the_exit_codes_are_those_of_the_program() {
    assertThat(README.table("exit code", "meaning"))
        .containsExactlyElementsOf(
            Arrays.stream(ExitStatus.values())
                .map(status -> List.of(String.valueOf(status.code()), status.meaning()))
                .toList());
  }

  @Test
  void every_file_and_directory_that_it_names_is_there() {
    Set<String> named = new TreeSet<>();
    README.links().stream()
        .filter(link -> !link.contains("://") && !link.startsWith("#"))
        .forEach(named::add);
    Pattern ours = Pattern.compile("(?:spec|schemas|cambrian-[a-z]+)(?:/[\\w./-]*)?");
    README.codeSpans().stream().filter(code -> ours.matcher(code).matches()).forEach(named::add);
    README
        .fences("sh")
        .forEach(sh -> named.addAll(words("\\s((?:\\./|spec/)[\\w./-]+)", " " + sh)));

    assertThat(named).contains("spec/SPEC-STYLE-GUIDE.md", "spec/ECHO-SPEC.md", "./mvnw");
    assertThat(named).allSatisfy(path -> assertThat(Page.ROOT.resolve(path)).exists());
  }

  @Test
  void every_section_that_it_names_is_there() {
    Set<String> headings =
        README
            .text()
            .lines()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.replaceFirst("^#+ ", "#").toLowerCase(Locale.ROOT).replace(' ', '-'))
            .collect(Collectors.toSet());

    assertThat(README.links().stream().filter(link -> link.startsWith("#")))
        .isNotEmpty()
        .isSubsetOf(headings);
  }

  private static CommandLine program() {
    return Cli.commandLine(Session.ofProcess(), CambrianCommand.class);
  }

  /** Those that do something; {@code spec} only holds others. */
  private static void commands(CommandLine line, String before, Set<String> names) {
    for (Map.Entry<String, CommandLine> command : line.getSubcommands().entrySet()) {
      if (command.getValue().getSubcommands().isEmpty()) {
        names.add(before + command.getKey());
      }
      commands(command.getValue(), before + command.getKey() + " ", names);
    }
  }

  private static void options(CommandLine line, Set<String> names) {
    line.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
    line.getSubcommands().values().forEach(command -> options(command, names));
  }

  private static List<String> words(String regex, String text) {
    return Pattern.compile(regex)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}

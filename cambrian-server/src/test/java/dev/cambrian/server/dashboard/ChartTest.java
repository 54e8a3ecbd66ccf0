package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.server.dashboard.Axis.Scale;
import dev.cambrian.server.dashboard.Axis.Tick;
import dev.cambrian.server.dashboard.Layer.Band;
import dev.cambrian.server.dashboard.Layer.Bars;
import dev.cambrian.server.dashboard.Layer.Dots;
import dev.cambrian.server.dashboard.Layer.Level;
import dev.cambrian.server.dashboard.Layer.Line;
import dev.cambrian.server.dashboard.Layer.Point;
import dev.cambrian.server.dashboard.Layer.Span;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ChartTest {
  @Test
  void ticks_are_round_and_the_scale_ends_above_the_highest_value() {
    Axis axis = Scale.upTo("seconds", 7.3, it -> "%.0f s".formatted(it)).between(100, 0);

    assertThat(axis.ticks())
        .extracting(Tick::label)
        .containsExactly("0 s", "2 s", "4 s", "6 s", "8 s");
    assertThat(axis.at(8)).isEqualTo(0);
    assertThat(axis.at(4)).isEqualTo(50);
  }

  @Test
  void an_axis_of_whole_numbers_has_no_tick_between_two_of_them() {
    Axis axis = Scale.whole("generation", 7, 9).between(0, 200);

    assertThat(axis.ticks()).extracting(Tick::label).containsExactly("7", "8", "9");
    assertThat(Scale.whole("generation", 5, 5).between(0, 200).ticks())
        .containsExactly(new Tick(100, "5"));
    assertThat(Scale.whole("generation", 1, 10_000).between(0, 200).ticks())
        .extracting(Tick::label)
        .containsExactly("2,000", "4,000", "6,000", "8,000", "10,000");
  }

  @Test
  void a_scale_of_counts_has_no_tick_between_two_of_them() {
    assertThat(Scale.counts("failures", 1).between(100, 0).ticks())
        .extracting(Tick::label)
        .containsExactly("0", "1");
    assertThat(Scale.counts("failures", 3).between(100, 0).ticks())
        .extracting(Tick::label)
        .containsExactly("0", "1", "2", "3");
  }

  @Test
  void what_is_outside_the_scale_lies_at_its_end() {
    Axis axis = Scale.share("viable").between(0, 100);

    assertThat(axis.at(1.7)).isEqualTo(100);
    assertThat(axis.at(-1)).isZero();
    assertThat(axis.at(Double.MIN_VALUE)).isCloseTo(0, within(1e-9));
  }

  @Test
  void without_any_value_there_is_a_scale_all_the_same() {
    assertThat(Scale.upTo("tokens", 0, String::valueOf).high()).isEqualTo(1);
    assertThat(Scale.upTo("tokens", Double.NaN, String::valueOf).high()).isEqualTo(1);
  }

  @Test
  void a_chart_is_drawn_with_what_it_says_and_a_table_of_its_figures() {
    Chart chart =
        chart(
            List.of(
                new Band("95 % interval", 0, List.of(new Span(1, 0.2, 0.6), new Span(2, 0.3, 0.8))),
                new Line("<b>spec</b>\u202e", 0, List.of(new Point(1, 0.4), new Point(2, 0.5))),
                new Dots("runs", 2, List.of(new Point(1, 1))),
                new Bars("failed", 3, 0.5, List.of(new Span(2, 0, 0.25))),
                new Level("gate", 1, 0.95)));

    String html = Templates.render("chart.jte", Map.of("chart", chart));

    assertThat(html)
        .contains("role=\"img\" aria-label=\"It rises from 40 % to 50 %.\"")
        .contains("class=\"band tone0\" d=\"M54 ")
        .contains("class=\"line tone0\" d=\"M54 ")
        .contains("class=\"bar tone3\"", "class=\"level tone1\"", "class=\"dot tone2\"")
        .contains("<details id=\"figures-rate\">")
        .contains("<th scope=\"row\">2</th>")
        .contains("&lt;b&gt;spec&lt;/b&gt;")
        .doesNotContain("\u202e", "<b>", "style=\"", "NaN");
  }

  @Test
  void a_band_goes_forth_above_and_back_below() {
    Chart chart = chart(List.of());

    assertThat(chart.area(List.of(new Span(1, 0, 1), new Span(2, 0, 1))))
        .isEqualTo("M54 24L376 24L376 172L54 172Z");
    assertThat(chart.area(List.of())).isEmpty();
    assertThat(chart.path(List.of())).isEmpty();
  }

  @Test
  void a_rate_is_a_point_within_its_interval() {
    Gauge gauge = Gauge.rate(new BetaPosterior(3, 4));

    assertThat(gauge.low()).isLessThan(gauge.at()).isGreaterThan(0);
    assertThat(gauge.high()).isGreaterThan(gauge.at()).isLessThan(1);
    assertThat(Templates.render("gauge.jte", Map.of("gauge", gauge)))
        .contains("<circle", "aria-hidden=\"true\"");
    assertThat(Templates.render("gauge.jte", Map.of("gauge", Gauge.bar(1, 4, 2))))
        .contains("class=\"fill tone2\" d=\"M4 8H42\"");
    assertThat(Gauge.bar(1, 0, 0).at()).isZero();
  }

  private static Chart chart(List<Layer> layers) {
    return Chart.of(
        "rate",
        "Viability",
        "It rises from 40 % to 50 %.",
        Scale.whole("generation", 1, 2),
        Scale.share("viable"),
        layers,
        new Chart.Table(
            List.of("generation", "viable"), List.of(List.of("1", "40 %"), List.of("2", "50 %"))));
  }
}

package dev.cambrian.server.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cambrian.core.spec.Contract;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The numbers that the campaigns' specs expect come out of a second formula too. */
final class CampaignValuesTest {
  private static final Pattern PAIR = Pattern.compile("[?&](from|to)=([^&]*)");

  @Test
  void distances_bearings_and_midpoints_are_those_of_vectors() {
    Map<String, JsonNode> places = new HashMap<>();
    int compared = 0;
    for (Contract check : answered(WrittenCampaign.DISTANCE)) {
      JsonNode body = check.expect().body().orElseGet(() -> check.body().orElseThrow());
      if (check.path().startsWith("/places/")) {
        check.body().ifPresent(it -> places.put(check.path().substring("/places/".length()), it));
      } else if (check.path().contains("from=")) {
        Map<String, String> pair = pair(check.path());
        GreatCircle way = way(place(places, pair, "from"), place(places, pair, "to"));
        compared++;
        if (check.path().startsWith("/distance")) {
          assertThat(body.get("metres").asLong()).isEqualTo(Math.round(way.metres()));
        } else if (check.path().startsWith("/bearing")) {
          assertHundredths(body.get("degrees"), way.bearing());
        } else {
          assertHundredths(body.get("latitude"), way.midpoint()[0]);
          assertHundredths(body.get("longitude"), way.midpoint()[1]);
        }
      }
    }
    assertThat(compared).isEqualTo(6);
  }

  @Test
  void legs_and_tracks_are_those_of_vectors() {
    int compared = 0;
    for (Contract check : answered(WrittenCampaign.TRAVEL)) {
      JsonNode body = check.expect().body().orElseThrow();
      if (check.path().startsWith("/leg")) {
        Map<String, String> pair = pair(check.path());
        GreatCircle way = way(point(pair, "from"), point(pair, "to"));
        assertThat(body.get("metres").asLong()).isEqualTo(Math.round(way.metres()));
        if (way.metres() > 0) {
          assertHundredths(body.get("bearing"), way.bearing());
        }
        compared++;
      } else if (check.path().equals("/track")) {
        JsonNode asked = check.body().orElseThrow();
        long metres = Math.round(metres(asked.get("points")));
        assertThat(body.get("metres").asLong()).as(check.name()).isEqualTo(metres);
        assertThat(body.get("minutes").asLong())
            .as(check.name())
            .isEqualTo(Math.ceilDiv(metres * 60, asked.get("speed").asLong() * 1000));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(9);
  }

  @Test
  void the_example_is_right_where_it_is_mended_alone() throws IOException {
    long metres = Math.round(new GreatCircle(59.9139, 10.7522, 38.7223, -9.1393).metres());
    String example = String.format(Locale.ROOT, "is %,d m long", metres);

    assertThat(Files.readString(WrittenCampaign.TRAVEL.resource("MENDED.md"))).contains(example);
    assertThat(WrittenCampaign.TRAVEL.spec().text()).doesNotContain(example);
  }

  /** The checks that are answered with 200, in their order. */
  private static List<Contract> answered(WrittenCampaign campaign) {
    return Stream.concat(campaign.spec().contracts().stream(), campaign.spec().vectors().stream())
        .filter(it -> it.expect().status() == 200)
        .toList();
  }

  private static void assertHundredths(JsonNode expected, double degrees) {
    // Nothing that the specs ask for lies near the middle of two hundredths.
    assertThat(expected.asDouble()).isCloseTo(degrees, within(0.004_999));
  }

  private static double metres(JsonNode points) {
    double sum = 0;
    for (int i = 1; i < points.size(); i++) {
      sum += Math.round(way(point(points.get(i - 1)), point(points.get(i))).metres());
    }
    return sum;
  }

  private static Map<String, String> pair(String path) {
    Map<String, String> pair = new HashMap<>();
    Matcher parameters = PAIR.matcher(path);
    while (parameters.find()) {
      pair.putIfAbsent(parameters.group(1), parameters.group(2));
    }
    return pair;
  }

  private static List<Double> place(
      Map<String, JsonNode> places, Map<String, String> pair, String end) {
    JsonNode place = requireNonNull(places.get(pair.get(end)), end);
    return List.of(place.get("latitude").asDouble(), place.get("longitude").asDouble());
  }

  private static List<Double> point(Map<String, String> pair, String end) {
    return Stream.of(requireNonNull(pair.get(end), end).split(",", -1))
        .map(Double::valueOf)
        .toList();
  }

  private static List<Double> point(JsonNode numbers) {
    List<Double> point = new ArrayList<>();
    numbers.forEach(it -> point.add(it.asDouble()));
    return point;
  }

  private static GreatCircle way(List<Double> start, List<Double> end) {
    return new GreatCircle(start.get(0), start.get(1), end.get(0), end.get(1));
  }
}

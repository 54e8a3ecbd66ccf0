package dev.cambrian.core.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.verdict.StageLog.Output;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StageLogTest {
  @Test
  void its_form_is_text_that_a_person_can_read() {
    StageLog log = new StageLog(new Output("done\n", 0), new Output("wärning", 4711));

    assertThat(new String(log.encode(), UTF_8))
        .isEqualTo(
            """
            cambrian-stage-log 1
            stdout: 5 bytes, 0 bytes before them were cut
            done

            stderr: 8 bytes, 4711 bytes before them were cut
            wärning
            """);
  }

  @Property
  void whatever_was_printed_comes_back(@ForAll String stdout, @ForAll String stderr) {
    StageLog log =
        new StageLog(Output.of(stdout.getBytes(UTF_8), 0), Output.of(stderr.getBytes(UTF_8), 7));

    assertThat(StageLog.decode(log.encode())).contains(log);
  }

  @Property
  void any_bytes_become_text_of_64_KiB_at_most(@ForAll byte[] printed) {
    byte[] long64 = Arrays.copyOf(printed, Output.MOST);

    assertThat(Output.of(printed, 1).text().getBytes(UTF_8).length)
        .isLessThanOrEqualTo(Output.MOST);
    assertThat(Output.of(long64, 0).text().getBytes(UTF_8).length).isLessThanOrEqualTo(Output.MOST);
  }

  @Test
  void what_pretends_to_be_the_next_heading_is_text() {
    String forged = "\nstderr: 3 bytes, 0 bytes before them were cut\nall\n";
    StageLog log = new StageLog(new Output(forged, 0), new Output("the truth", 0));

    assertThat(StageLog.decode(log.encode())).contains(log);
  }

  @Test
  void invalid_UTF_8_is_replaced() {
    byte[] printed = {'a', (byte) 0xff, 'b', (byte) 0xe2, (byte) 0x82};

    assertThat(Output.of(printed, 0)).isEqualTo(new Output("a\uFFFDb\uFFFD", 0));
  }

  @Test
  void replacements_that_make_it_longer_are_cut_as_well() {
    byte[] printed = new byte[Output.MOST];
    Arrays.fill(printed, (byte) 0xff);

    Output kept = Output.of(printed, 10);

    assertThat(kept.text()).matches("\uFFFD{21845}");
    assertThat(kept.cut()).isEqualTo(10 + 3L * Output.MOST - 3L * 21_845);
  }

  @Test
  void a_cut_in_the_midst_of_a_character_is_made_after_it() {
    byte[] rocket = "🚀 lifts off".getBytes(UTF_8);

    assertThat(Output.of(Arrays.copyOfRange(rocket, 1, rocket.length), 1))
        .isEqualTo(new Output(" lifts off", 4));
    assertThat(Output.of(Arrays.copyOfRange(rocket, 1, 4), 0).text())
        .as("bytes that begin like that though nothing is cut")
        .isEqualTo("\uFFFD\uFFFD\uFFFD");
  }

  @Test
  void more_than_64_KiB_of_a_stream_are_no_log() {
    assertThatThrownBy(() -> new Output("ä".repeat(Output.MOST / 2) + "x", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_is_not_in_its_form_is_none() {
    String good =
        new String(new StageLog(new Output("out", 1), new Output("err", 2)).encode(), UTF_8);

    assertThat(StageLog.decode(good.getBytes(UTF_8))).isPresent();
    for (String bad :
        new String[] {
          "",
          "out",
          good.replace("log 1", "log 2"),
          good.replace("stdout", "stderr"),
          good.replaceFirst("3 bytes", "4 bytes"),
          good.replaceFirst("3 bytes", "300 bytes"),
          good.replaceFirst("3 bytes", "999999999999 bytes"),
          good.replaceFirst("1 bytes", "-1 bytes"),
          good.strip(),
          good + "more",
          good.substring(0, 60)
        }) {
      assertThat(StageLog.decode(bad.getBytes(UTF_8))).as(bad).isEmpty();
    }
  }
}

package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RigStreamsTest {
  @Test
  @Timeout(20)
  void output_ends_after_what_has_come_though_the_daemon_never_says_so() throws Exception {
    RigStreams streams = new RigStreams();
    streams.onNext(new Frame(StreamType.STDOUT, "said".getBytes(StandardCharsets.UTF_8)));
    InputStream output = streams.output();

    Thread.ofVirtual().start(streams::end);

    assertThat(new String(output.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("said");
  }
}

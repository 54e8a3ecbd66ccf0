package dev.cambrian.server.cli;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.Members;
import dev.cambrian.server.api.Conclusion;
import dev.cambrian.server.terminal.JsonText;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Shows the events of a server to programs, as they came, an object a line. */
final class WatchedLines implements Watching.Sink {
  private final Session session;
  private final Optional<WatchedNow> now;

  /**
   * @param now told beside the events; empty where they alone are wanted
   */
  WatchedLines(Session session, Optional<WatchedNow> now) throws InterruptedException {
    this.session = session;
    this.now = now;
    idle();
  }

  @Override
  public void show(Watching.Heard heard) {
    now.ifPresent(
        it -> it.before(heard.event(), Duration.between(heard.at(), session.clock().instant())));
    session.line(JsonText.line(heard.json()));
  }

  @Override
  public void over(Members conclusion) {
    ObjectNode line = Json.object().put("type", Conclusion.TYPE);
    line.set("data", conclusion.node());
    session.line(JsonText.line(line));
  }

  @Override
  public void idle() throws InterruptedException {
    if (now.isPresent()) {
      now.get().ask();
    }
    session.out().flush();
  }
}

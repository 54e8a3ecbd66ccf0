package dev.cambrian.server.view;

import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.History;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/** A history that counts the events which it hands out. */
final class CountedReads {
  private final History counting;
  private long events;

  CountedReads(History history) {
    this.counting =
        (History)
            Proxy.newProxyInstance(
                History.class.getClassLoader(),
                new Class<?>[] {History.class},
                (_, method, arguments) -> {
                  try {
                    Object answer = method.invoke(history, arguments);
                    if (answer instanceof List<?> all) {
                      events += all.stream().filter(RecordedEvent.class::isInstance).count();
                    }
                    return answer;
                  } catch (InvocationTargetException failed) {
                    throw failed.getCause();
                  }
                });
  }

  History history() {
    return counting;
  }

  /** Since it was asked last. */
  long events() {
    long counted = events;
    events = 0;
    return counted;
  }
}

package dev.cambrian.server.api;

import dev.cambrian.server.supervisor.Supervisor;
import io.javalin.http.Context;
import java.lang.management.ManagementFactory;

/** {@code GET /metrics} in the Prometheus text format, version 0.0.4. */
final class Metrics {
  private final Supervisor supervisor;

  Metrics(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  void serve(Context context) {
    Supervisor.Status status = supervisor.status();
    StringBuilder text = new StringBuilder();
    gauge(text, "cambrian_generation_completed", "Highest generation closed.", status.generation());
    gauge(
        text,
        "cambrian_generation_highest",
        "Highest generation known.",
        supervisor.history().highestGeneration());
    gauge(text, "cambrian_verifications_running", "Verifications under way.", status.verifying());
    gauge(
        text,
        "cambrian_event_position",
        "Position of the last event.",
        (double) supervisor.events().head());
    gauge(text, "cambrian_uptime_seconds", "Since the start.", status.uptime().toMillis() / 1000.0);
    gauge(
        text,
        "jvm_memory_heap_used_bytes",
        "Heap in use.",
        (double) ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    gauge(
        text,
        "jvm_threads",
        "Platform threads.",
        ManagementFactory.getThreadMXBean().getThreadCount());
    context.contentType("text/plain;version=0.0.4;charset=utf-8").result(text.toString());
  }

  private static void gauge(StringBuilder text, String name, String help, double value) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(" gauge\n");
    String shown = value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    text.append(name).append(' ').append(shown).append('\n');
  }
}

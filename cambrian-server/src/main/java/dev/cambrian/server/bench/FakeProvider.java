package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.Javalin;
import java.io.OutputStream;

/** A provider that streams one answer of the Messages API, its first event at once. */
final class FakeProvider implements AutoCloseable {
  static final String MODEL = "claude-sonnet-5-5";

  private static final byte[] BEGINNING =
      """
      event: message_start
      data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-5-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":1}}}

      event: content_block_start
      data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

      """
          .getBytes(UTF_8);
  private static final byte[] END =
      """
      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x = 1"}}

      event: content_block_stop
      data: {"type":"content_block_stop","index":0}

      event: message_delta
      data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9}}

      event: message_stop
      data: {"type":"message_stop"}

      """
          .getBytes(UTF_8);

  private final Javalin server;

  FakeProvider() {
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.concurrency.useVirtualThreads = true;
                  config.routes.post(
                      "/v1/messages",
                      context -> {
                        byte[] _ = context.bodyAsBytes();
                        context.res().setContentType("text/event-stream; charset=utf-8");
                        OutputStream out = context.res().getOutputStream();
                        out.write(BEGINNING);
                        out.flush();
                        out.write(END);
                      });
                })
            .start("127.0.0.1", 0);
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}

package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.json.Json;
import java.io.InputStream;
import java.util.Arrays;
import tools.jackson.databind.node.StringNode;

/** Requests and answers of the Messages API. */
final class Sample {
  static final String MODEL = "claude-sonnet-5-5";

  private Sample() {}

  static String request(int maxTokens, boolean stream) {
    return request(maxTokens, stream, "\"messages\":[{\"role\":\"user\",\"content\":\"Grow.\"}]");
  }

  static String request(int maxTokens, boolean stream, String members) {
    return "{\"model\":\"%s\",\"max_tokens\":%d,\"stream\":%s,%s}"
        .formatted(MODEL, maxTokens, stream, members);
  }

  static byte[] message(String text, long input, long output) {
    return """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-5-5-20260101",
         "content":[{"type":"text","text":%s}],"stop_reason":"end_turn","stop_sequence":null,
         "usage":{"input_tokens":%d,"output_tokens":%d}}"""
        .formatted(Json.write(StringNode.valueOf(text)), input, output)
        .getBytes(UTF_8);
  }

  /** Everything up to the last delta. */
  static String beginning(String text, long input) {
    return """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-5-5-20260101","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":%d,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: ping
        data: {"type":"ping"}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":%s}}

        """
        .formatted(input, Json.write(StringNode.valueOf(text)));
  }

  static String ending(long output) {
    return """
        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":%d}}

        event: message_stop
        data: {"type":"message_stop"}

        """
        .formatted(output);
  }

  static byte[] stream(String text, long input, long output) {
    return (beginning(text, input) + ending(output)).getBytes(UTF_8);
  }

  /** So many bytes, without holding them. */
  static InputStream blanks(long size) {
    return new InputStream() {
      private long left = size;

      @Override
      public int read() {
        return left-- > 0 ? ' ' : -1;
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        if (left <= 0) {
          return -1;
        }
        int n = (int) Math.min(length, left);
        Arrays.fill(into, offset, offset + n, (byte) ' ');
        left -= n;
        return n;
      }
    };
  }
}

package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows one live part as so many pages would, each over a connection of its own, until standard
 * input ends; reads what comes and looks at no more of it than it must, so that it takes as little
 * of the machine as it can. A process of its own. Arguments: port, path, pages. Prints {@value
 * #OPEN} when each page has got a part; in the end how many are still open, and how many parts that
 * one of them got that got the fewest.
 */
final class OpenPagesMain {
  static final String OPEN = "open";

  private static final byte[] EVENT = "event: part\n".getBytes(US_ASCII);

  private OpenPagesMain() {}

  public static void main(String[] args) throws IOException {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    byte[] request =
        "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
            .formatted(args[1])
            .getBytes(ISO_8859_1);
    List<Page> pages = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        SocketChannel channel = SocketChannel.open(server);
        ByteBuffer asked = ByteBuffer.wrap(request);
        while (asked.hasRemaining()) {
          var _ = channel.write(asked);
        }
        var _ = channel.configureBlocking(false);
        Page page = new Page(channel);
        var _ = channel.register(selector, SelectionKey.OP_READ, page);
        pages.add(page);
      }
      Thread ended = Thread.ofPlatform().daemon().start(() -> awaitEnd(selector));
      ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
      boolean told = false;
      while (ended.isAlive()) {
        int _ = selector.select(key -> ((Page) key.attachment()).read(key, buffer), 500);
        if (!told && pages.stream().allMatch(it -> it.parts > 0)) {
          told = true;
          System.out.println(OPEN);
        }
      }
      System.out.printf(
          "%d %d%n",
          pages.stream().filter(it -> it.channel.isOpen()).count(),
          pages.stream().mapToInt(it -> it.parts).min().orElse(0));
      for (Page page : pages) {
        page.channel.close();
      }
    }
  }

  private static void awaitEnd(Selector selector) {
    try {
      while (System.in.read() >= 0) {
        // What is said does not matter.
      }
    } catch (IOException gone) {
      return;
    } finally {
      selector.wakeup();
    }
  }

  /** One connection. */
  private static final class Page {
    private final SocketChannel channel;
    private int matched;
    private int parts;

    Page(SocketChannel channel) {
      this.channel = channel;
    }

    void read(SelectionKey key, ByteBuffer buffer) {
      try {
        buffer.clear();
        if (channel.read(buffer) < 0) {
          key.cancel();
          channel.close();
          return;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
          byte next = buffer.get();
          matched = next == EVENT[matched] ? matched + 1 : next == EVENT[0] ? 1 : 0;
          if (matched == EVENT.length) {
            matched = 0;
            parts++;
          }
        }
      } catch (IOException gone) {
        key.cancel();
      }
    }
  }
}

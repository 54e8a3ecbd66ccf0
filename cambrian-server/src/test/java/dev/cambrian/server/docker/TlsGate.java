package dev.cambrian.server.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A way to the daemon in TLS, for clients that have the certificate, which is its own authority.
 */
final class TlsGate implements AutoCloseable {
  private static final char[] PASSWORD = "password".toCharArray();

  private final SSLServerSocket server;
  private final Path daemon;
  private final Path certificates;

  private TlsGate(SSLServerSocket server, Path daemon, Path certificates) {
    this.server = server;
    this.daemon = daemon;
    this.certificates = certificates;
  }

  /**
   * Opens it.
   *
   * @param directory an empty one for certificate and key
   */
  static TlsGate before(URI daemon, Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    KeyStore store = made(directory);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("gate", store.getCertificate("gate"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(true);
    TlsGate gate = new TlsGate(server, Path.of(daemon.getPath()), directory);
    Thread.ofPlatform().daemon().start(gate::accept);
    return gate;
  }

  private static KeyStore made(Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path file = directory.resolve("gate.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "gate",
                "-keyalg",
                "EC",
                "-dname",
                "CN=gate",
                "-ext",
                "san=ip:127.0.0.1",
                "-ext",
                "bc=ca:true",
                "-storetype",
                "PKCS12",
                "-storepass",
                String.valueOf(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    byte[] certificate = store.getCertificate("gate").getEncoded();
    Key key = store.getKey("gate", PASSWORD);
    Files.writeString(directory.resolve("ca.pem"), pem("CERTIFICATE", certificate));
    Files.writeString(directory.resolve("cert.pem"), pem("CERTIFICATE", certificate));
    Files.writeString(directory.resolve("key.pem"), pem("PRIVATE KEY", key.getEncoded()));
    return store;
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind);
  }

  Map<String, String> environment() {
    return Map.of(
        "DOCKER_HOST",
        "tcp://127.0.0.1:" + server.getLocalPort(),
        "DOCKER_TLS_VERIFY",
        "1",
        "DOCKER_CERT_PATH",
        certificates.toString());
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        SSLSocket client = (SSLSocket) server.accept();
        SocketChannel to = SocketChannel.open(StandardProtocolFamily.UNIX);
        to.connect(UnixDomainSocketAddress.of(daemon));
        Thread.ofPlatform().daemon().start(() -> forth(client, to));
        Thread.ofPlatform().daemon().start(() -> back(client, to));
      } catch (IOException shut) {
        return;
      }
    }
  }

  private static void forth(SSLSocket client, SocketChannel daemon) {
    byte[] bytes = new byte[64 * 1024];
    try (daemon) {
      InputStream in = client.getInputStream();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
        while (buffer.hasRemaining()) {
          daemon.write(buffer);
        }
      }
    } catch (IOException refusedOrGone) {
      return;
    }
  }

  private static void back(SSLSocket client, SocketChannel daemon) {
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    try (client) {
      OutputStream out = client.getOutputStream();
      while (daemon.read(buffer) >= 0) {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
    } catch (IOException refusedOrGone) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

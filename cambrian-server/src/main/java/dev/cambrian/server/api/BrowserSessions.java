package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a browser shows instead of the operator's token once it has logged in. A session is signed
 * with the token: it outlives a restart of the server and ends with its token or with its time. One
 * that is ended before does not open again while this server runs. It does not tell the token.
 */
final class BrowserSessions {
  static final Duration LIFE = Duration.ofDays(1);

  private static final String ALGORITHM = "HmacSHA256";
  private static final int NONCE_BYTES = 16;
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,12}\\.[A-Za-z0-9_-]{22})\\.([A-Za-z0-9_-]{43})");

  private final String token;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** What was ended before its time, until that. */
  private final Map<String, Instant> ended = new ConcurrentHashMap<>();

  BrowserSessions(String token, Clock clock) {
    this.token = token;
    this.clock = clock;
  }

  /** Whether somebody who shows that is the operator. Takes as long whatever is wrong with it. */
  boolean isToken(String shown) {
    return MessageDigest.isEqual(shown.getBytes(UTF_8), token.getBytes(UTF_8));
  }

  /** A new one. */
  String begin() {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    String session =
        clock.instant().plus(LIFE).getEpochSecond()
            + "."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
    return session + "." + signature(session);
  }

  /** Whether it is one that has not ended. */
  boolean isOpen(String shown) {
    return read(shown)
        .filter(it -> !ended.containsKey(it))
        .filter(it -> end(it).isAfter(clock.instant()))
        .isPresent();
  }

  void end(Optional<String> shown) {
    Instant now = clock.instant();
    ended.values().removeIf(it -> it.isBefore(now));
    shown.flatMap(this::read).ifPresent(it -> ended.put(it, end(it)));
  }

  private Optional<String> read(String shown) {
    Matcher matcher = FORM.matcher(shown);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    byte[] expected = signature(matcher.group(1)).getBytes(US_ASCII);
    return MessageDigest.isEqual(expected, matcher.group(2).getBytes(US_ASCII))
        ? Optional.of(matcher.group(1))
        : Optional.empty();
  }

  private static Instant end(String session) {
    return Instant.ofEpochSecond(Long.parseLong(session.substring(0, session.indexOf('.'))));
  }

  private String signature(String session) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(token.getBytes(UTF_8), ALGORITHM));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(("cambrian browser session " + session).getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}

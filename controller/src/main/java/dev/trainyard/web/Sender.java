package dev.trainyard.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Who delivers webhooks, and how each proves that it knows the secret.
enum Sender {
  /// GitHub signs the body.
  GITHUB("/webhooks/github", "X-Hub-Signature-256") {
    @Override
    byte[] expected(byte[] body, String secret) {
      return ("sha256=" + hmac(body, secret)).getBytes(UTF_8);
    }
  },
  /// GitLab shows the secret itself.
  GITLAB("/webhooks/gitlab", "X-Gitlab-Token") {
    @Override
    byte[] expected(byte[] body, String secret) {
      return secret.getBytes(UTF_8);
    }
  };

  private static final String HMAC = "HmacSHA256";

  private final String path;
  private final String header;

  Sender(String path, String header) {
    this.path = path;
    this.header = header;
  }

  abstract byte[] expected(byte[] body, String secret);

  static Optional<Sender> of(String path) {
    for (Sender sender : values()) {
      if (sender.path.equals(path)) {
        return Optional.of(sender);
      }
    }
    return Optional.empty();
  }

  String header() {
    return header;
  }

  /// Takes as long for a wrong proof as for a right one.
  boolean isTrue(String proof, byte[] body, String secret) {
    return MessageDigest.isEqual(expected(body, secret), proof.getBytes(UTF_8));
  }

  private static String hmac(byte[] body, String secret) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), HMAC));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}

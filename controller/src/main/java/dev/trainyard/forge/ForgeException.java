package dev.trainyard.forge;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A forge did not do what it was asked. The message is for people: what is wrong and how to mend
/// it; it never holds a token.
public final class ForgeException extends IOException {
  private final Trouble trouble;
  private final @Nullable Instant notBefore;

  /// Who can help.
  enum Trouble {
    /// Time, and any other request would not be answered either: nobody is there, or it wants to be
    /// left alone.
    AWAY,
    /// Time: the same request may be answered later.
    PASSING,
    /// A person, or never.
    LASTING,
    /// As lasting: what was asked for is not there.
    MISSING,
    /// As lasting, and nothing else is allowed either: the token is no good.
    TOKEN
  }

  private ForgeException(
      Trouble trouble, String message, @Nullable Instant notBefore, @Nullable Throwable cause) {
    super(message, cause);
    this.trouble = trouble;
    this.notBefore = notBefore;
  }

  static ForgeException passing(String message) {
    return new ForgeException(Trouble.PASSING, message, null, null);
  }

  static ForgeException passing(String message, Throwable cause) {
    return new ForgeException(Trouble.PASSING, message, null, cause);
  }

  static ForgeException away(String message, Throwable cause) {
    return new ForgeException(Trouble.AWAY, message, null, cause);
  }

  static ForgeException limited(String message, Instant notBefore) {
    return new ForgeException(Trouble.AWAY, message, notBefore, null);
  }

  /// Nothing was sent: it is not this process that may.
  public static ForgeException unled(String message) {
    return new ForgeException(Trouble.AWAY, message, null, null);
  }

  static ForgeException lasting(String message) {
    return new ForgeException(Trouble.LASTING, message, null, null);
  }

  static ForgeException lasting(String message, Throwable cause) {
    return new ForgeException(Trouble.LASTING, message, null, cause);
  }

  static ForgeException token(String message) {
    return new ForgeException(Trouble.TOKEN, message, null, null);
  }

  static ForgeException token(String message, Throwable cause) {
    return new ForgeException(Trouble.TOKEN, message, null, cause);
  }

  static ForgeException missing(String message) {
    return new ForgeException(Trouble.MISSING, message, null, null);
  }

  /// What came back is beyond us: nothing else is tried before then.
  public static ForgeException bug(String message, Instant notBefore) {
    return limited(message, notBefore);
  }

  /// As [#bug], about one request only.
  public static ForgeException bug(String message) {
    return lasting(message);
  }

  /// What a client library made of it, if a forge's refusal is at the bottom.
  static ForgeException of(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ForgeException refusal) {
        return refusal;
      }
    }
    return lasting(
        "the forge's answer was not understood: " + SafeLine.of(String.valueOf(e.getMessage())), e);
  }

  /// When the forge allows the next request, if it has said so: nothing may be asked before.
  public Optional<Instant> notBefore() {
    return Optional.ofNullable(notBefore);
  }

  /// Whether any other request would be refused too: the forge is not there or wants to be left
  /// alone, or the token is no good.
  public boolean concernsAll() {
    return trouble == Trouble.TOKEN || trouble == Trouble.AWAY;
  }

  boolean missesSomething() {
    return trouble == Trouble.MISSING;
  }

  /// Whether time may help: the forge is away, slow, or asks for patience. If not, a person has to.
  public boolean retryable() {
    return trouble == Trouble.PASSING || trouble == Trouble.AWAY;
  }
}

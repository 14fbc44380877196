package dev.trainyard.forge;

import java.util.OptionalLong;

/// What was asked of a forge, by one opening of it.
///
/// @param requests that were sent
/// @param errors those that it did not fulfil, or not answer
/// @param rateLeft how many more it allows before its limit, if it said so
public record ForgeTraffic(long requests, long errors, OptionalLong rateLeft) {
  public static final ForgeTraffic NONE = new ForgeTraffic(0, 0, OptionalLong.empty());

  /// Both together, with what is left after the other.
  public ForgeTraffic plus(ForgeTraffic later) {
    return new ForgeTraffic(requests + later.requests, errors + later.errors, later.rateLeft);
  }
}

package dev.trainyard.controller;

import dev.trainyard.forge.ForgeException;

/// Tells trouble with one pull request, which is nobody else's, from trouble with the forge.
final class ForgeTolerance {
  /// If so many, one after the other, cannot be asked or told something, the forge is not well.
  private static final int MOST = 3;

  private int inARow;

  /// Something was answered.
  void went() {
    inARow = 0;
  }

  /// One pull request could not be spoken of.
  ///
  /// @throws ForgeException the same, if it concerns the forge as a whole
  void bear(ForgeException e) throws ForgeException {
    if (e.retryable()) {
      inARow++;
    }
    if (e.concernsAll() || inARow >= MOST) {
      throw e;
    }
  }
}

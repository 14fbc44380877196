package dev.trainyard.controller;

import dev.trainyard.forge.Comment;
import dev.trainyard.forge.CommitCheck;
import dev.trainyard.forge.Forge;
import dev.trainyard.forge.ForgeException;
import dev.trainyard.forge.ForgeTraffic;
import dev.trainyard.forge.PullRequest;
import java.time.Instant;
import java.util.List;

/// A forge that is told nothing without the lead: an old result over a new one could let a pull
/// request be merged.
record LedForge(Forge forge, Leadership leadership) implements Forge {
  @Override
  public List<PullRequest> open() throws ForgeException {
    return forge.open();
  }

  @Override
  public Instant heard() {
    return forge.heard();
  }

  @Override
  public List<Comment> comments(PullRequest pull) throws ForgeException {
    return forge.comments(pull);
  }

  @Override
  public void say(PullRequest pull, String markdown) throws ForgeException {
    assure();
    forge.say(pull, markdown);
  }

  @Override
  public void report(CommitCheck check) throws ForgeException {
    assure();
    forge.report(check);
  }

  @Override
  public ForgeTraffic traffic() {
    return forge.traffic();
  }

  private void assure() throws ForgeException {
    if (!leadership.isHeld()) {
      throw ForgeException.unled("this controller does not lead any more; it tells nothing");
    }
  }

  @Override
  public void close() {
    forge.close();
  }
}

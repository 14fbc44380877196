package dev.trainyard.report;

import dev.trainyard.model.RunSet;
import dev.trainyard.model.status.ListenerStatus;
import java.util.List;

/// What a run listener has taken, for terminals.
public record ListenerText(ListenerStatus listener) {
  private static final int MOST_LINES = 10;

  public void addTo(TextPage page) {
    page.heading("status")
        .field("source", listener.source())
        .field("runs", count(listener.matched()))
        .field("trains", Figures.count(listener.started()))
        .field("underway", Figures.count(listener.underway()))
        .field("queued", listener.queued() == 0 ? "" : Figures.count(listener.queued()))
        .field("commit", listener.observedCommit().abbreviated());
    Conditions.plainComplaints(listener.conditions())
        .forEach(complaint -> page.field("condition", complaint));
    some(page, "waits for a person to list it under spec.validated", listener.waiting());
    some(page, "dropped, as it is listed under spec.bad", listener.bad());
    if (!listener.lacking().isEmpty()) {
      page.heading("not known yet: " + count(listener.unknown()));
      listener
          .lacking()
          .forEach(it -> page.line(1, it.run() + ": " + String.join(", ", it.fields())));
    }
    some(page, "started something and is not what is asked for any more", listener.gone());
  }

  private static void some(TextPage page, String what, RunSet runs) {
    if (!runs.isEmpty()) {
      page.heading(what + ": " + count(runs));
      List<String> lines = runs.runs();
      lines.stream().limit(MOST_LINES).forEach(line -> page.line(1, line));
      page.line(1, lines.size() > MOST_LINES ? "..." : "");
    }
  }

  private static String count(RunSet runs) {
    int size = runs.size();
    return Figures.count(size, "run");
  }
}

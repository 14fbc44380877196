package dev.trainyard.report;

import dev.trainyard.model.RunSet;
import dev.trainyard.model.status.ListenerStatus;
import java.util.List;

/// A run listener: what it has taken, what waits, and why: `listeners/NAME.md`.
final class ListenerPage {
  private static final int MOST_LINES = 50;

  private final ListenerStatus listener;
  private final Links links;

  private ListenerPage(ListenerStatus listener, Links links) {
    this.listener = listener;
    this.links = links;
  }

  static ListenerPage of(ListenerStatus listener, Roster roster) {
    return new ListenerPage(listener, new Links(roster, "../"));
  }

  String markdown() {
    Document page = new Document();
    page.paragraph(links.home() + " / listeners")
        .heading("Listener " + SafeText.code(listener.name()))
        .paragraph(SafeText.inline(listener.description()))
        .paragraph("Takes runs of the source " + SafeText.code(listener.source()) + ".")
        .table(
            new Table("runs>", "trains>", "underway>", "queued>", "to validate>", "not known>")
                .row(
                    Figures.count(listener.matched().size()),
                    Figures.count(listener.started()),
                    Figures.count(listener.underway()),
                    Figures.count(listener.queued()),
                    Figures.count(listener.waiting().size()),
                    Figures.count(listener.unknown().size())))
        .table(Conditions.table(listener.conditions()));
    add(page, "Wait for validation", "List them under `validated` or `bad`.", listener.waiting());
    addLacking(page);
    add(page, "Dropped", "They are listed under `bad`.", listener.bad());
    add(
        page,
        "Match no more",
        "They have started something, and are not what is asked for any more or are gone from the"
            + " source. Nothing is undone.",
        listener.gone());
    add(page, "Taken", "The resolved run list.", listener.matched());
    return page.text();
  }

  private void addLacking(Document page) {
    if (listener.lacking().isEmpty()) {
      return;
    }
    Table table = new Table("run>", "what is not known");
    listener
        .lacking()
        .forEach(
            it ->
                table.row(
                    Long.toString(it.run()),
                    String.join(", ", it.fields().stream().map(SafeText::code).toList())));
    page.section("Not known yet")
        .paragraph("They wait until the source knows it.")
        .table(table)
        .andMore(listener.unknown().size() - listener.lacking().size());
  }

  private static void add(Document page, String title, String words, RunSet runs) {
    if (!runs.isEmpty()) {
      List<String> lines = runs.runs();
      page.section(title)
          .paragraph(words)
          .fenced(lines.stream().limit(MOST_LINES).toList())
          .paragraph(
              lines.size() > MOST_LINES
                  ? "and more: " + Figures.count(runs.size(), "run") + " in all"
                  : "");
    }
  }
}

package dev.trainyard.report;

import dev.trainyard.model.status.DatasetStatus;

/// What is known of a dataset's files, for terminals.
public record DatasetText(DatasetStatus dataset) {
  public void addTo(TextPage page) {
    var listing = dataset.listing();
    page.heading("status")
        .field("files", Figures.count(dataset.files()))
        .field("size", Figures.bytes(dataset.bytes()))
        .field("runs", dataset.runs() == 0 ? "" : Figures.count(dataset.runs()))
        .field("listing", listing == null ? "not listed" : listing.abbreviated())
        .field("commit", dataset.observedCommit().abbreviated());
    Conditions.plainComplaints(dataset.conditions())
        .forEach(complaint -> page.field("condition", complaint));
  }
}

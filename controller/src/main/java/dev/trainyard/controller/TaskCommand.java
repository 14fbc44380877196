package dev.trainyard.controller;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How tasks start this program where they run.
///
/// @param launcher the words that start the `trainyard` command
/// @param hosts where inputs of jobs may be redirected to
public record TaskCommand(List<String> launcher, List<String> hosts) {
  public TaskCommand {
    launcher = List.copyOf(launcher);
    hosts = List.copyOf(hosts);
  }

  /// The words of a job of this order, without those that say which.
  List<String> job(Path store, String order) {
    List<String> words = words("job", store, order);
    hosts.forEach(host -> words.addAll(List.of("--host", host)));
    return words;
  }

  /// The words of a merge of this order, without those that say which.
  List<String> merge(Path store, String order) {
    return words("merge", store, order);
  }

  private List<String> words(String verb, Path store, String order) {
    List<String> words = new ArrayList<>(launcher);
    words.addAll(List.of(verb, "--store", store.toString(), "--order", order));
    return words;
  }
}

package dev.trainyard.controller;

import dev.trainyard.job.Confinement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How tasks start this program where they run.
///
/// @param launcher the words that start the `trainyard` command
/// @param hosts where inputs of jobs may be redirected to
/// @param confinement whose programs run confined
public record TaskCommand(List<String> launcher, List<String> hosts, Confinement confinement) {
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
    words.addAll(List.of("--confine", confinement.who().toString()));
    words.addAll(List.of("--disk", Long.toString(confinement.disk().bytes())));
    confinement.readable().forEach(path -> words.addAll(List.of("--readable", path.toString())));
    confinement.hidden().forEach(path -> words.addAll(List.of("--hidden", path.toString())));
    return words;
  }
}

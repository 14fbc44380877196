package dev.trainyard.controller;

import dev.trainyard.job.Confinement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How tasks start this program where they run.
///
/// @param launcher the words that start the `trainyard` command
/// @param elsewhere other words, of the engines that start it where there are other files
/// @param hosts where inputs of jobs may be redirected to
/// @param remotes words of where tasks work, and how object storage is reached
/// @param confinement whose programs run confined
public record TaskCommand(
    List<String> launcher,
    Map<String, List<String>> elsewhere,
    List<String> hosts,
    List<String> remotes,
    Confinement confinement) {
  public TaskCommand {
    launcher = List.copyOf(launcher);
    elsewhere = Map.copyOf(elsewhere);
    hosts = List.copyOf(hosts);
    remotes = List.copyOf(remotes);
  }

  /// The words of a job of this order on an engine, without those that say which.
  List<String> job(String engine, String store, String order) {
    List<String> words = words(engine, "job", store, order);
    hosts.forEach(host -> words.addAll(List.of("--host", host)));
    return words;
  }

  /// The words of a merge of this order on an engine, without those that say which.
  List<String> merge(String engine, String store, String order) {
    return words(engine, "merge", store, order);
  }

  private List<String> words(String engine, String verb, String store, String order) {
    List<String> words = new ArrayList<>(elsewhere.getOrDefault(engine, launcher));
    words.addAll(List.of(verb, "--store", store, "--order", order));
    words.addAll(remotes);
    words.addAll(List.of("--confine", confinement.who().toString()));
    words.addAll(List.of("--disk", Long.toString(confinement.disk().bytes())));
    confinement.readable().forEach(path -> words.addAll(List.of("--readable", path.toString())));
    confinement.hidden().forEach(path -> words.addAll(List.of("--hidden", path.toString())));
    return words;
  }
}

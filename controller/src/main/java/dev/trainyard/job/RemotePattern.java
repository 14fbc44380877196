package dev.trainyard.job;

import dev.trainyard.remote.Remote;
import dev.trainyard.remote.Remote.Entry;
import dev.trainyard.remote.Remote.Listing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// Finds the files elsewhere that a pattern names, by the rules of [FilePattern].
///
/// @param remote from its top
record RemotePattern(Remote remote) {
  /// The files, in the order of their names.
  ///
  /// @param pattern a path with wildcards, from the top
  List<Entry> find(String pattern) throws IOException {
    String[] names = pattern.split("/", -1);
    List<String> folders = List.of("");
    for (int i = 0; i < names.length - 1; i++) {
      folders =
          FilePattern.isWild(names[i]) ? matching(folders, names[i]) : below(folders, names[i]);
    }
    List<Entry> files = new ArrayList<>();
    for (String folder : folders) {
      files.addAll(files(folder, names[names.length - 1]));
    }
    return files.stream().sorted(Comparator.comparing(Entry::name)).toList();
  }

  private static List<String> below(List<String> folders, String name) {
    return folders.stream().map(folder -> folder.isEmpty() ? name : folder + "/" + name).toList();
  }

  private List<String> matching(List<String> folders, String wild) throws IOException {
    List<String> next = new ArrayList<>();
    for (String folder : folders) {
      list(folder, wild).folders().stream().filter(it -> matches(it, wild)).forEach(next::add);
    }
    return next;
  }

  private List<Entry> files(String folder, String last) throws IOException {
    if (!FilePattern.isWild(last)) {
      return remote.find(below(List.of(folder), last).getFirst()).stream().toList();
    }
    return list(folder, last).files().stream().filter(it -> matches(it.name(), last)).toList();
  }

  private Listing list(String folder, String wild) throws IOException {
    return remote.list(folder, wild.split("[*?]", 2)[0], "");
  }

  private static boolean matches(String path, String wild) {
    Pattern pattern = FilePattern.regex(wild);
    return FilePattern.matches(pattern, wild, path.substring(path.lastIndexOf('/') + 1));
  }
}

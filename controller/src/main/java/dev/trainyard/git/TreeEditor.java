package dev.trainyard.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.jspecify.annotations.Nullable;

/// Applies changes to a Git tree in memory. Only the folders on the way to a change are read and
/// written again, so the cost does not depend on the size of the branch.
///
/// Names are handled as bytes, one character each, since others may commit names that are not
/// UTF-8.
final class TreeEditor {
  /// Git's order of a folder's entries: bytes, and a folder as if its name ended in `/`.
  private static final Comparator<Entry> GIT_ORDER = Comparator.comparing(Entry::sortName);

  private final ObjectReader reader;
  private final ObjectInserter inserter;

  TreeEditor(ObjectReader reader, ObjectInserter inserter) {
    this.reader = reader;
    this.inserter = inserter;
  }

  /// The tree after the changes; later ones win.
  ObjectId apply(@Nullable ObjectId tree, List<StatusChange> changes) throws IOException {
    Folder top = new Folder();
    for (StatusChange change : changes) {
      top.put(change.path().split("/"), change);
    }
    Optional<ObjectId> edited = edit(tree, top);
    return edited.isPresent() ? edited.get() : new TreeFormatter().insertTo(inserter);
  }

  /// The folder's new tree, empty if nothing is left in it.
  private Optional<ObjectId> edit(@Nullable ObjectId tree, Folder edits) throws IOException {
    Map<String, Entry> entries = entries(tree);
    for (Map.Entry<String, Folder> edit : edits.folders.entrySet()) {
      Entry old = entries.get(edit.getKey());
      ObjectId oldTree = old != null && old.isFolder() ? old.id() : null;
      boolean fileInTheWay = old != null && !old.isFolder();
      Optional<ObjectId> edited = edit(oldTree, edit.getValue());
      if (edited.isPresent()) {
        entries.put(edit.getKey(), new Entry(edit.getKey(), FileMode.TREE, edited.get()));
      } else if (!fileInTheWay) {
        entries.remove(edit.getKey());
      }
    }
    for (Map.Entry<String, StatusChange> edit : edits.files.entrySet()) {
      applyFile(entries, edit.getKey(), edit.getValue());
    }
    return entries.isEmpty() ? Optional.empty() : Optional.of(write(entries));
  }

  private void applyFile(Map<String, Entry> entries, String name, StatusChange change)
      throws IOException {
    switch (change) {
      case StatusChange.Put(_, String text) -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ObjectId blob = inserter.insert(Constants.OBJ_BLOB, bytes);
        entries.put(name, new Entry(name, FileMode.REGULAR_FILE, blob));
      }
      case StatusChange.Remove _ -> {
        Entry old = entries.get(name);
        if (old != null && !old.isFolder()) {
          entries.remove(name);
        }
      }
    }
  }

  private Map<String, Entry> entries(@Nullable ObjectId tree) throws IOException {
    Map<String, Entry> entries = new TreeMap<>();
    if (tree != null) {
      CanonicalTreeParser parser = new CanonicalTreeParser(new byte[0], reader, tree);
      while (!parser.eof()) {
        byte[] bytes = new byte[parser.getNameLength()];
        parser.getName(bytes, 0);
        String name = new String(bytes, StandardCharsets.ISO_8859_1);
        ObjectId id = parser.getEntryObjectId();
        entries.put(name, new Entry(name, parser.getEntryFileMode(), id));
        parser.next(1);
      }
    }
    return entries;
  }

  private ObjectId write(Map<String, Entry> entries) throws IOException {
    TreeFormatter formatter = new TreeFormatter();
    for (Entry entry : entries.values().stream().sorted(GIT_ORDER).toList()) {
      byte[] name = entry.name().getBytes(StandardCharsets.ISO_8859_1);
      formatter.append(name, entry.mode(), entry.id());
    }
    return formatter.insertTo(inserter);
  }

  /// One entry of a Git tree.
  private record Entry(String name, FileMode mode, ObjectId id) {
    boolean isFolder() {
      return mode.equals(FileMode.TREE);
    }

    String sortName() {
      return isFolder() ? name + "/" : name;
    }
  }

  /// The changes below one folder.
  private static final class Folder {
    private final Map<String, Folder> folders = new TreeMap<>();
    private final Map<String, StatusChange> files = new TreeMap<>();

    void put(String[] path, StatusChange change) {
      Folder folder = this;
      for (int i = 0; i < path.length - 1; i++) {
        folder = folder.folders.computeIfAbsent(bytes(path[i]), _ -> new Folder());
      }
      folder.files.put(bytes(path[path.length - 1]), change);
    }

    private static String bytes(String name) {
      return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
  }
}

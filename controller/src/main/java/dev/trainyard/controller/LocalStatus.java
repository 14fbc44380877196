package dev.trainyard.controller;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.git.Commits;
import dev.trainyard.git.LocalRepository;
import dev.trainyard.git.TooLargeException;
import dev.trainyard.git.TreeFile;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.report.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The status branch as a clone holds it.
public final class LocalStatus implements StatusSource {
  private static final Logger log = LoggerFactory.getLogger(LocalStatus.class);

  /// As much as the controller itself would read.
  private static final ByteSize MOST = ByteSize.parse("16Mi");

  private final Commits commits;
  private final CommitId commit;
  private final Map<String, TreeFile> files = new TreeMap<>();

  private LocalStatus(Commits commits, CommitId commit) throws IOException {
    this.commits = commits;
    this.commit = commit;
    commits.files(commit).forEach(file -> files.put(file.path(), file));
  }

  /// The branch of this name, as the clone knows it of the remote that it follows, or its own;
  /// empty if there is neither.
  public static Optional<LocalStatus> find(LocalRepository repository, String branch)
      throws IOException {
    List<String> places = new ArrayList<>();
    repository
        .remote()
        .ifPresent(remote -> places.add("refs/remotes/" + remote.name() + "/" + branch));
    places.add("refs/heads/" + branch);
    for (String revision : places) {
      try {
        CommitId commit = repository.resolve(revision);
        return Optional.of(new LocalStatus(repository.commits(), commit));
      } catch (UnknownRevisionException _) {
        // The next one, if any.
      }
    }
    return Optional.empty();
  }

  /// The commit that is read.
  public CommitId commit() {
    return commit;
  }

  @Override
  public List<String> list(String folder) {
    return files.keySet().stream().filter(path -> path.startsWith(folder + "/")).toList();
  }

  @Override
  public Optional<String> read(String path) throws IOException {
    TreeFile file = files.get(path);
    if (file == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new String(commits.blob(file.blob(), MOST), UTF_8));
    } catch (TooLargeException e) {
      log.atWarn().log("Status file passed over: {}: {}", SafeText.plain(path), e.getMessage());
      return Optional.empty();
    }
  }
}

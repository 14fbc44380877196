package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.trainyard.controller.Unpacking.Haste;
import dev.trainyard.git.ConfigRepository;
import dev.trainyard.git.GoneTreeException;
import dev.trainyard.git.Origin;
import dev.trainyard.git.UnsafeTreeException;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.eclipse.jgit.lib.FileMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the software of packages gets to the store.
class UnpackingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path folder;
  private final Semaphore news = new Semaphore(0);
  private Origin origin;
  private ConfigRepository repository;
  private Store store;
  private Unpacking unpacking;

  @BeforeEach
  void begin() throws Exception {
    origin = Origin.in(folder);
    repository = ConfigRepository.open(origin.settings(folder.resolve("mirror")));
    store = new Store(folder.resolve("store"), new Json());
    unpacking = new Unpacking(List.of(repository.commits()), store, news::release);
  }

  @AfterEach
  void end() throws Exception {
    unpacking.close();
    repository.close();
    origin.close();
  }

  @Test
  void bringsSmallSoftwareAtOnce() throws Exception {
    String tree = tree("tools/run.sh", "echo\n");

    assertThat(unpacking.has(tree, Haste.AWAITED)).isTrue();

    assertThat(store.layout().packageFolder(tree).resolve("run.sh")).hasContent("echo\n");
  }

  @Test
  void tellsWhenWhatNobodyWaitsForIsThere() throws Exception {
    String tree = tree("tools/run.sh", "echo\n");

    awaitUnpacked(tree);

    assertThat(store.hasPackage(tree)).isTrue();
  }

  @Test
  void saysWhatMustNotBeWritten() throws Exception {
    String tree = tree("tools/secret", "../../etc/passwd", FileMode.SYMLINK);

    assertThatThrownBy(() -> awaitUnpacked(tree))
        .isInstanceOf(UnsafeTreeException.class)
        .hasMessageContaining("secret is a symbolic link");
    assertThatThrownBy(() -> awaitUnpacked(tree))
        .as("it is tried again")
        .isInstanceOf(UnsafeTreeException.class);
  }

  @Test
  void saysWhatIsNowhere() {
    String tree = "00000000000000000000000000000000000000ff";

    assertThatThrownBy(() -> unpacking.has(tree, Haste.AWAITED))
        .isInstanceOf(GoneTreeException.class);
  }

  @Test
  void looksAgainForWhoeverNeedsItNow() throws Exception {
    CommitId commit = origin.commit("main", "tools/run.sh", FileMode.REGULAR_FILE, "echo\n");
    String tree = origin.tree(commit, "tools");
    assertThat(catchThrowable(() -> awaitUnpacked(tree))).isInstanceOf(GoneTreeException.class);
    var _ =
        catchThrowable(() -> unpacking.has(tree, Haste.UNHURRIED)); // nobody asks what became of it

    repository.fetch();

    await().atMost(PATIENCE).until(() -> unpacking.has(tree, Haste.AWAITED));
  }

  /// Each answer that it is not there yet is followed by news.
  private void awaitUnpacked(String tree) throws Exception {
    while (!unpacking.has(tree, Haste.UNHURRIED)) {
      news.acquire();
    }
  }

  private String tree(String path, String content) throws Exception {
    return tree(path, content, FileMode.REGULAR_FILE);
  }

  private String tree(String path, String content, FileMode mode) throws Exception {
    CommitId commit = origin.commit("main", path, mode, content);
    repository.fetch();
    return repository
        .commits()
        .packageVersions("tools", new PackageSpec.Source("tools", null), commit)
        .getFirst()
        .tree();
  }
}

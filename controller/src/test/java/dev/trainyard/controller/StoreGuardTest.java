package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreGuardTest {
  @TempDir private Path folder;

  @Test
  void takesItsOwnStoreAgain() throws Exception {
    Path memo = folder.resolve("work/store-id");
    begin(memo);

    try (StoreGuard again = StoreGuard.take(folder.resolve("store"))) {
      again.recognise(memo);
      again.check();
    }

    assertThat(memo).hasSameTextualContentAs(folder.resolve("store/trainyard-store"));
  }

  @Test
  void refusesTheEmptyFolderThatAStoreWasMountedOn() throws Exception {
    Path memo = folder.resolve("work/store-id");
    begin(memo);
    Files.move(folder.resolve("store"), folder.resolve("unmounted"));

    try (StoreGuard guard = StoreGuard.take(folder.resolve("store"))) {
      assertThatThrownBy(() -> guard.recognise(memo))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is not the one that this controller worked with before");
    }

    assertThat(folder.resolve("store/trainyard-store")).doesNotExist();
  }

  @Test
  void noticesThatTheStoreHasGone() throws Exception {
    try (StoreGuard guard = StoreGuard.take(folder.resolve("store"))) {
      Files.move(folder.resolve("store"), folder.resolve("unmounted"));

      assertThatThrownBy(guard::check).hasMessageContaining("is it mounted?");
    }
  }

  private void begin(Path memo) throws Exception {
    try (StoreGuard guard = StoreGuard.take(folder.resolve("store"))) {
      guard.recognise(memo);
    }
  }
}

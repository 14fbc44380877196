package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
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
  void noticesThatAnotherStoreLiesWhereItWas() throws Exception {
    try (StoreGuard guard = StoreGuard.take(folder.resolve("store"))) {
      guard.recognise(folder.resolve("work/store-id"));
      guard.check();

      Files.writeString(folder.resolve("store/trainyard-store"), "of another\n");

      assertThatThrownBy(guard::check).hasMessageContaining("is it mounted?");
    }
  }

  @Test
  void noticesThatTheStoreHasGone() throws Exception {
    try (StoreGuard guard = StoreGuard.take(folder.resolve("store"))) {
      Files.move(folder.resolve("store"), folder.resolve("unmounted"));

      assertThatThrownBy(guard::check).hasMessageContaining("is it mounted?");
    }
  }

  @Test
  void isRefusedToASecondProcessWithAnotherMemory() throws Exception {
    Path store = folder.resolve("store");
    Process first = holder(store, folder.resolve("work"));
    try (BufferedReader said = first.inputReader()) {
      assertThat(said.readLine()).isEqualTo("held");

      assertThatThrownBy(() -> StoreGuard.take(store))
          .isInstanceOf(StoreInUseException.class)
          .hasMessageContaining(store.toString());

      first.destroyForcibly().waitFor();
      StoreGuard.take(store).close();
    } finally {
      first.destroyForcibly();
    }
  }

  private static Process holder(Path store, Path work) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            store.toString(),
            work.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /// A process that has a store until it is killed.
  static final class Holder {
    public static void main(String[] args) throws Exception {
      try (StoreGuard guard = StoreGuard.take(Path.of(args[0]))) {
        guard.recognise(Path.of(args[1]).resolve("store-id"));
        guard.check();
        System.out.println("held");
        Thread.currentThread().join();
      }
    }
  }

  private void begin(Path memo) throws Exception {
    try (StoreGuard guard = StoreGuard.take(folder.resolve("store"))) {
      guard.recognise(memo);
    }
  }
}

package dev.trainyard.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trainyard.remote.Remote.Entry;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every place elsewhere does.
public abstract class RemoteContract {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir protected Path folder;

  /// The same empty place during one test.
  protected abstract Remote remote() throws Exception;

  @Test
  void givesBackWhatWasPut() throws Exception {
    byte[] content = new byte[300_000];
    new Random(7).nextBytes(content);
    Path made = Files.write(folder.resolve("made"), content);

    remote().put(made, "a/b c/d+e.root");
    remote().get("a/b c/d+e.root", folder.resolve("got"), LONG);

    assertThat(folder.resolve("got")).hasBinaryContent(content);
    assertThat(remote().find("a/b c/d+e.root").map(Entry::size)).hasValue(300_000L);
    try (InputStream in = remote().open("a/b c/d+e.root", 299_990)) {
      assertThat(in.readAllBytes()).hasSize(10);
    }
  }

  @Test
  void keepsEmptyFiles() throws Exception {
    remote().put(Files.createFile(folder.resolve("made")), "empty");
    remote().get("empty", folder.resolve("got"), LONG);

    assertThat(folder.resolve("got")).isEmptyFile();
  }

  @Test
  void replacesWhatWasThere() throws Exception {
    remote().put("one".getBytes(UTF_8), "record");
    remote().put("two".getBytes(UTF_8), "record");

    assertThat(remote().read("record")).asString().isEqualTo("two");
  }

  @Test
  void saysThatThereIsNoSuchFile() throws Exception {
    assertThat(remote().find("nothing")).isEmpty();
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> remote().read("nothing"));
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> remote().get("nothing", folder.resolve("got"), LONG));
    remote().delete("nothing");
  }

  @Test
  void createsOnce() throws Exception {
    assertThat(remote().create("one".getBytes(UTF_8), "orders/x/order.json")).isTrue();
    assertThat(remote().create("two".getBytes(UTF_8), "orders/x/order.json")).isFalse();

    assertThat(remote().read("orders/x/order.json")).asString().isEqualTo("one");
  }

  @Test
  void letsOneOfManyCreate() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Callable<Boolean>> writers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        byte[] content = ("writer " + i).getBytes(UTF_8);
        writers.add(() -> remote().create(content, "race"));
      }

      long winners = 0;
      for (var writer : threads.invokeAll(writers)) {
        winners += writer.get() ? 1 : 0;
      }

      assertThat(winners).isOne();
    }
  }

  @Test
  void listsAFolderInOrder() throws Exception {
    for (String name : List.of("l/3", "l/1", "l/2/x", "l/2/y", "l/10", "other")) {
      remote().put(name.getBytes(UTF_8), name);
    }

    assertThat(remote().list("l", "", "").files())
        .extracting(Entry::name)
        .containsExactly("l/1", "l/10", "l/3");
    assertThat(remote().list("l", "", "").folders()).containsExactly("l/2");
    assertThat(remote().list("l", "", "10").files()).extracting(Entry::name).containsExactly("l/3");
    assertThat(remote().list("l", "1", "").files())
        .extracting(Entry::name)
        .containsExactly("l/1", "l/10");
    assertThat(remote().list("nowhere", "", "").files()).isEmpty();
    assertThat(remote().listAll("l"))
        .extracting(Entry::name)
        .containsExactlyInAnyOrder("l/1", "l/10", "l/2/x", "l/2/y", "l/3");
  }

  @Test
  void deletes() throws Exception {
    remote().put("one".getBytes(UTF_8), "a/b");

    remote().delete("a/b");

    assertThat(remote().find("a/b")).isEmpty();
  }
}

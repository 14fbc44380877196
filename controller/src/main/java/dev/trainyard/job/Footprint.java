package dev.trainyard.job;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a confined program keeps on the disk: looked at once a second, or as often as that takes at
/// most two per cent of a core. Files count with the size that they claim.
final class Footprint {
  /// More files than that are a flood.
  static final long MOST_FILES = 1_000_000;

  private static final long PAUSE = Duration.ofSeconds(1).toNanos();
  private static final long SHARE_OF_CORE = 50;

  private final List<Path> places;
  private final long mostBytes;
  private long bytes;
  private long files;
  private long next = System.nanoTime() + PAUSE;

  /// @param places files and folders; what is not there takes nothing
  Footprint(List<Path> places, long mostBytes) {
    this.places = List.copyOf(places);
    this.mostBytes = mostBytes;
  }

  /// Whether it is too much, if it is time to look.
  boolean isTooLarge() {
    long before = System.nanoTime();
    return before >= next && isTooLargeNow();
  }

  /// Whether it is too much.
  boolean isTooLargeNow() {
    long before = System.nanoTime();
    bytes = 0;
    files = 0;
    for (Path place : places) {
      measure(place);
    }
    long after = System.nanoTime();
    next = after + Math.max(PAUSE, (after - before) * SHARE_OF_CORE);
    return isOver();
  }

  private boolean isOver() {
    return bytes > mostBytes || files > MOST_FILES;
  }

  private void measure(Path place) {
    try {
      Files.walkFileTree(place, counter());
    } catch (IOException e) {
      files++; // what cannot be looked at now is looked at the next time
    }
  }

  private FileVisitor<Path> counter() {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes is) {
        files++;
        return isOver() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
        files++;
        bytes += is.size();
        return isOver() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) {
        boolean isHiding = e instanceof FileSystemException && !(e instanceof NoSuchFileException);
        files += isHiding ? MOST_FILES + 1 : 0;
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
        return FileVisitResult.CONTINUE;
      }
    };
  }
}

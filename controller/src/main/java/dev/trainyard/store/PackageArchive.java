package dev.trainyard.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// The software of a package as one file: a ZIP archive in which the comments of its entries say
/// what is a program and what a symbolic link.
final class PackageArchive {
  private static final String PROGRAM = "program";
  private static final String LINK = "link";
  private static final FileTime TIME = FileTime.fromMillis(0);

  private PackageArchive() {}

  /// Packs a folder.
  static void pack(Path folder, Path archive) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files =
          walk.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
              .sorted()
              .toList();
    }
    try (ZipOutputStream out =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(archive)))) {
      for (Path file : files) {
        ZipEntry entry = new ZipEntry(folder.relativize(file).toString());
        entry.setLastModifiedTime(TIME);
        boolean link = Files.isSymbolicLink(file);
        if (link) {
          entry.setComment(LINK);
        } else if (Files.isExecutable(file)) {
          entry.setComment(PROGRAM);
        }
        out.putNextEntry(entry);
        if (link) {
          out.write(Files.readSymbolicLink(file).toString().getBytes(UTF_8));
        } else {
          Files.copy(file, out);
        }
        out.closeEntry();
      }
    }
  }

  /// Unpacks an archive to a new folder; links last, so that nothing is written through them.
  static void unpack(Path archive, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      List<? extends ZipEntry> entries = Collections.list(zip.entries());
      for (ZipEntry entry : entries) {
        if (!isLink(entry)) {
          Path file = place(folder, entry);
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file);
          }
          file.toFile().setExecutable(PROGRAM.equals(entry.getComment()), false);
          file.toFile().setWritable(false);
        }
      }
      for (ZipEntry entry : entries) {
        if (isLink(entry)) {
          try (InputStream in = zip.getInputStream(entry)) {
            Path target = Path.of(new String(in.readAllBytes(), UTF_8));
            Files.createSymbolicLink(place(folder, entry), target);
          }
        }
      }
    }
  }

  private static boolean isLink(ZipEntry entry) {
    return LINK.equals(entry.getComment());
  }

  private static Path place(Path folder, ZipEntry entry) throws IOException {
    Path file = StoreLayout.inside(folder, entry.getName());
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return file;
  }
}

package dev.trainyard.job;

import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult.OutputFile;
import dev.trainyard.model.work.Manifest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The output of one job that is to be merged, with what the job said of it when it committed.
record MergePart(int job, Source source, OutputFile committed) {

  /// A part that is a file of this machine.
  MergePart(int job, Path file, OutputFile committed) {
    this(job, () -> file, committed);
  }

  /// Where a part comes from.
  @FunctionalInterface
  interface Source {
    /// The part as a file of this machine.
    Path get() throws IOException;

    /// The file is not needed for now; asking again brings it again.
    default void release() throws IOException {}
  }

  /// The part as a stream, which fails at its end if it is not what was committed. Who reads it to
  /// the end has verified it; nothing is read twice.
  InputStream open() throws IOException {
    Path file = there();
    return new BufferedInputStream(
        new Verified(Files.newInputStream(file)) {
          @Override
          public void close() throws IOException {
            super.close();
            source.release();
          }
        },
        1 << 16);
  }

  private Path there() throws IOException {
    try {
      Path file = source.get();
      if (Files.isRegularFile(file)) {
        return file;
      }
    } catch (NoSuchFileException e) {
      // As below.
    }
    throw damaged("is gone from the store");
  }

  /// The part as a file, which stays until it is released.
  Path verified() throws IOException {
    Path file = there();
    try (InputStream in = new Verified(Files.newInputStream(file))) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return file;
  }

  void release() throws IOException {
    source.release();
  }

  /// Reads it once to see that it is what was committed.
  void verify() throws IOException {
    try (InputStream in = open()) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /// As the manifest lists it.
  Manifest.Part listed() {
    return new Manifest.Part(job, committed.size(), committed.sha256());
  }

  /// A failure because this part does not fit to the others.
  JobFailure unfit(String what) {
    return new JobFailure(
        ExitCause.MERGE_FAILED,
        "output " + LogExcerpt.clean(committed.file()) + " of job " + job + " " + what);
  }

  /// What is wrong with a part that did not fit into the memory of this process.
  static String tooLarge(Output output) {
    return "is too large to be merged as "
        + output.merge().kind()
        + " here; write less, or merge it with a command of the wagon";
  }

  private DamagedException damaged(String what) {
    return new DamagedException(
        "output " + LogExcerpt.clean(committed.file()) + " of job " + job + " " + what);
  }

  /// A part is not what the job committed.
  static final class DamagedException extends IOException {
    DamagedException(String message) {
      super(message);
    }
  }

  private class Verified extends Checksum.Counting {
    Verified(InputStream in) {
      super(in);
    }

    @Override
    void seen(Seen how) throws IOException {
      if (size() > committed.size() || (how == Seen.END && size() < committed.size())) {
        throw damaged("has not the " + committed.size() + " bytes that the job committed");
      }
      if (how == Seen.END && !checksum().sha256().equals(committed.sha256())) {
        throw damaged("has another SHA-256 than the job committed");
      }
    }
  }
}

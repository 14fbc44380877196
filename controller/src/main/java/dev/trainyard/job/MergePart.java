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
import java.nio.file.Path;

/// The output of one job that is to be merged, with what the job said of it when it committed.
record MergePart(int job, Path file, OutputFile committed) {

  /// The part as a stream, which fails at its end if it is not what was committed. Who reads it to
  /// the end has verified it; nothing is read twice.
  InputStream open() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw damaged("is gone from the store");
    }
    return new BufferedInputStream(new Verified(Files.newInputStream(file)), 1 << 16);
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

  private final class Verified extends Checksum.Counting {
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

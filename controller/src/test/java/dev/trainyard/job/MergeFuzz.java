package dev.trainyard.job;

import dev.trainyard.job.Concatenation.LastLine;
import dev.trainyard.model.Digest;
import dev.trainyard.model.work.JobResult.OutputFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Outputs of jobs, whatever is in them, are merged or refused in a line that can be shown; merged
/// in a tree they are the same, byte by byte, as merged at once.
///
/// The first byte of an input chooses the merge; zero bytes separate the parts.
public final class MergeFuzz {
  private static final int MOST_PARTS = 4;
  private static final int MOST_CHARACTERS = 4000;
  private static @Nullable Path folder;

  private MergeFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    List<byte[]> parts = parts(input);
    int kind = input.length == 0 ? 0 : input[0] & 3;
    Optional<byte[]> merged = merge(kind, parts);
    merged.ifPresent(all -> require(same(merge(kind, List.of(all)), all), "not merged once more"));
    if (parts.size() > 2) {
      Optional<byte[]> inTree =
          merge(kind, parts.subList(0, 2))
              .flatMap(
                  two -> {
                    List<byte[]> rest = new ArrayList<>(parts.subList(2, parts.size()));
                    rest.addFirst(two);
                    return merge(kind, rest);
                  });
      require(inTree.isPresent() == merged.isPresent(), "a tree ends otherwise");
      merged.ifPresent(all -> require(same(inTree, all), "a tree makes something else"));
    }
  }

  private static PartMerge merge(int kind) {
    return switch (kind) {
      case 0 -> new CsvSum(List.of("bin"));
      case 1 -> new JsonSum();
      case 2 -> new Concatenation(0, LastLine.AS_IT_IS);
      default -> new Concatenation(1, LastLine.ENDED);
    };
  }

  private static List<byte[]> parts(byte[] input) {
    List<byte[]> parts = new ArrayList<>();
    int start = Math.min(1, input.length);
    for (int i = start; i < input.length && parts.size() < MOST_PARTS - 1; i++) {
      if (input[i] == 0) {
        parts.add(Arrays.copyOfRange(input, start, i));
        start = i + 1;
      }
    }
    parts.add(Arrays.copyOfRange(input, start, input.length));
    return parts;
  }

  /// What is made of the parts; nothing if they do not fit.
  private static Optional<byte[]> merge(int kind, List<byte[]> contents) {
    try {
      List<MergePart> parts = new ArrayList<>();
      for (byte[] content : contents) {
        Path file = Files.write(folder().resolve(Integer.toString(parts.size())), content);
        parts.add(
            new MergePart(
                parts.size(),
                file,
                new OutputFile("out", content.length, Digest.of(content).toString())));
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      merge(kind).merge(parts, out);
      return Optional.of(out.toByteArray());
    } catch (JobFailure e) {
      require(e.text().length() <= MOST_CHARACTERS, "a long message: " + e.text());
      require(e.text().codePoints().noneMatch(Character::isISOControl), "unsafe: " + e.text());
      return Optional.empty();
    } catch (IOException e) {
      throw new AssertionError("nothing was damaged", e);
    }
  }

  private static Path folder() throws IOException {
    Path known = folder;
    if (known == null) {
      known = Files.createTempDirectory("trainyard-merge-fuzz");
      known.toFile().deleteOnExit();
      folder = known;
    }
    return known;
  }

  private static boolean same(Optional<byte[]> found, byte[] wanted) {
    return found.isPresent() && Arrays.equals(found.get(), wanted);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}

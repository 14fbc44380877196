package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.spec.DatasetSpec.Files;
import dev.trainyard.model.spec.DatasetSpec.ListedFile;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import dev.trainyard.remote.Remote.Entry;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.remote.Remotes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lists the files of datasets: by pattern, catalogue or list; of derived datasets from what the
/// store holds. The order is stable: by run, then by name.
public final class InputCatalogue implements AutoCloseable {
  private static final String RUN = "{run}";
  private static final ByteSize MOST_CATALOGUE = ByteSize.parse("64Mi");
  private static final int MOST_FILES = 1_000_000;

  /// Sizes are asked for one by one, so only where they are few.
  private static final int MOST_SIZES_ASKED = 20;

  static final Comparator<InputFile> BY_RUN_AND_NAME =
      Comparator.comparing(
              InputFile::run, Comparator.nullsFirst(Comparator.<@Nullable Long>naturalOrder()))
          .thenComparing(InputFile::name);

  private final InputRoots roots;
  private final Transfer transfer;
  private final RemoteInputs remotes;

  /// Without any places elsewhere but web servers.
  public InputCatalogue(InputRoots roots, Duration deadline) {
    this(roots, Remotes.NONE, deadline);
  }

  /// @param remotes how object storage and XRootD servers are reached
  /// @param deadline for one catalogue, or the size of one file, from elsewhere
  public InputCatalogue(InputRoots roots, Remotes remotes, Duration deadline) {
    this.roots = roots;
    this.remotes = new RemoteInputs(remotes, deadline);
    this.transfer = new Transfer(roots.hosts(), deadline);
  }

  /// What a run without files is.
  public enum Absent {
    /// An error: somebody has named the run.
    REFUSED,
    /// A run whose files are not there yet: it was found by itself.
    LEFT_OUT
  }

  /// Lists a dataset that is not derived, all of whose runs have files.
  ///
  /// @param runs its runs; empty if it has no run selection
  public DatasetListing list(String dataset, Files files, List<Long> runs) {
    return list(dataset, files, runs, Absent.REFUSED);
  }

  /// Lists a dataset that is not derived.
  public DatasetListing list(String dataset, Files files, List<Long> runs, Absent absent) {
    try {
      List<InputFile> found = new ArrayList<>();
      if (files.list() != null) {
        listed(files.list(), runs, found);
      } else if (files.pattern() != null) {
        matching(files.pattern(), runs, absent, found);
      } else if (files.catalogue() != null) {
        catalogued(files.catalogue(), runs, absent, found);
      }
      List<InputFile> sorted = complete(found).stream().sorted(BY_RUN_AND_NAME).toList();
      check(sorted);
      return new DatasetListing.Listed(InputListing.of(dataset, sorted));
    } catch (ListingFailure e) {
      return e.listing();
    } catch (IllegalArgumentException e) {
      return new ListingFailure("LocationRefused", e.getMessage() + "").listing();
    } catch (JobFailure e) {
      return e.cause() == ExitCause.STAGING_FAILED
          ? new DatasetListing.Unknown(e.text())
          : new ListingFailure("CatalogueUnreadable", e.text()).listing();
    } catch (AccessDeniedException e) {
      return unknown("may not look at " + e.getFile());
    } catch (IOException e) {
      return unknown(e.getMessage() + "");
    }
  }

  private static DatasetListing unknown(String why) {
    return new DatasetListing.Unknown("inputs could not be listed: " + LogExcerpt.cleanLine(why));
  }

  private static void check(List<InputFile> files) throws ListingFailure {
    if (files.isEmpty()) {
      throw new ListingFailure(
          "NoFiles", "the dataset has no files: it lists none, or has no runs");
    }
    Set<String> seen = new HashSet<>();
    for (InputFile file : files) {
      if (!seen.add(file.location())) {
        throw new ListingFailure("DuplicateFile", file.location() + " is listed twice");
      }
    }
  }

  /// A file of another run than those selected is left out.
  private static void listed(List<ListedFile> list, List<Long> runs, List<InputFile> found) {
    for (ListedFile file : list) {
      if (runs.isEmpty() || file.run() == null || runs.contains(file.run())) {
        found.add(new InputFile(file.location(), file.run(), file.size(), file.sha256()));
      }
    }
  }

  private void matching(String pattern, List<Long> runs, Absent absent, List<InputFile> found)
      throws IOException, ListingFailure {
    for (Wanted wanted : wanted(pattern, runs)) {
      List<InputFile> files =
          switch (Location.parse(wanted.location())) {
            case Location.Local(Path path) -> matching(path, wanted);
            case Location.Kept(RemoteAddress address) -> matching(address, wanted);
            case Location.Remote _ ->
                throw new IllegalArgumentException(
                    "a pattern starts with file:, s3: or root:, as a web server lists nothing: "
                        + pattern);
          };
      if (files.isEmpty() && absent == Absent.REFUSED) {
        throw none("no file matches " + wanted.location(), wanted.run());
      }
      if (found.size() + files.size() > MOST_FILES) {
        throw new IllegalArgumentException(pattern + " matches more than " + MOST_FILES + " files");
      }
      found.addAll(files);
    }
  }

  private List<InputFile> matching(Path pattern, Wanted wanted) throws IOException, ListingFailure {
    return FilePattern.find(roots.resolve(pattern)).stream()
        .map(
            file ->
                new InputFile(
                    Location.of(file), wanted.run(), null, null, roots.name(pattern, file)))
        .toList();
  }

  private List<InputFile> matching(RemoteAddress pattern, Wanted wanted) throws IOException {
    roots.assure(pattern);
    return remotes.matching(pattern).stream()
        .map(
            file ->
                new InputFile(
                    pattern.top().below(file.name()).toString(), wanted.run(), file.size(), null))
        .toList();
  }

  private void catalogued(String catalogue, List<Long> runs, Absent absent, List<InputFile> found)
      throws IOException, JobFailure, ListingFailure {
    for (Wanted wanted : wanted(catalogue, runs)) {
      List<InputFile> files;
      if (absent == Absent.LEFT_OUT && !isThere(wanted)) {
        continue;
      }
      try {
        files = CatalogueText.read(catalogueText(wanted), wanted.run());
      } catch (IllegalArgumentException e) {
        throw new ListingFailure(
            "CatalogueUnreadable", "catalogue " + wanted.location() + ": " + e.getMessage());
      }
      if (files.isEmpty() && absent == Absent.REFUSED) {
        throw none("the catalogue " + wanted.location() + " names no file", wanted.run());
      }
      found.addAll(files);
    }
  }

  /// Of what lies elsewhere, asking for it tells.
  private boolean isThere(Wanted wanted) {
    return !(Location.parse(wanted.location()) instanceof Location.Local(Path path))
        || java.nio.file.Files.exists(roots.resolve(path));
  }

  private String catalogueText(Wanted wanted) throws IOException, JobFailure, ListingFailure {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    switch (Location.parse(wanted.location())) {
      case Location.Remote(URI uri) ->
          transfer.fetch(
              uri,
              () -> {
                text.reset();
                return text;
              },
              SizeLimit.reasonable(MOST_CATALOGUE));
      case Location.Kept(RemoteAddress address) -> {
        roots.assure(address);
        text.writeBytes(remotes.read(address, MOST_CATALOGUE));
      }
      case Location.Local(Path path) -> {
        Path file = allowed(roots.resolve(path), "catalogue");
        if (java.nio.file.Files.size(file) > MOST_CATALOGUE.bytes()) {
          throw new ListingFailure("CatalogueUnreadable", "catalogue " + file + " is too large");
        }
        java.nio.file.Files.copy(file, text);
      }
    }
    return text.toString(UTF_8);
  }

  /// One location to look at, for one run or for all.
  private record Wanted(String location, @Nullable Long run) {}

  private static List<Wanted> wanted(String location, List<Long> runs) {
    if (!location.contains(RUN)) {
      return List.of(new Wanted(location, runs.size() == 1 ? runs.getFirst() : null));
    }
    return runs.stream()
        .sorted()
        .distinct()
        .map(run -> new Wanted(location.replace(RUN, Long.toString(run)), run))
        .toList();
  }

  private static ListingFailure none(String what, @Nullable Long run) {
    return new ListingFailure("NoFiles", what + (run == null ? "" : ", for run " + run));
  }

  /// Resolves every location and finds out what size `file:` inputs have.
  private List<InputFile> complete(List<InputFile> files) throws IOException, ListingFailure {
    long unknown = files.stream().filter(file -> file.size() == null).count();
    List<InputFile> complete = new ArrayList<>();
    for (InputFile file : files) {
      complete.add(
          switch (Location.parse(file.location())) {
            case Location.Local(Path path) -> local(file, path);
            case Location.Remote(URI uri) -> remote(file, uri, unknown <= MOST_SIZES_ASKED);
            case Location.Kept(RemoteAddress address) ->
                kept(file, address, unknown <= MOST_SIZES_ASKED);
          });
    }
    return complete;
  }

  private InputFile local(InputFile file, Path listed) throws IOException, ListingFailure {
    Path path = roots.resolve(listed);
    allowed(path, "input");
    long size = java.nio.file.Files.size(path);
    if (file.size() != null && file.size() != size) {
      throw new ListingFailure(
          "InputChanged", "input " + path + " has " + size + " bytes, listed are " + file.size());
    }
    String name = file.declared() == null ? roots.name(listed, path) : file.declared();
    return new InputFile(Location.of(path), file.run(), size, file.sha256(), name);
  }

  private Path allowed(Path path, String what) throws IOException, ListingFailure {
    try {
      if (!roots.holds(path)) {
        throw new IllegalArgumentException(
            what + " " + path + " leads, by a symbolic link, out of the allowed folders");
      }
    } catch (NoSuchFileException e) {
      throw new ListingFailure("NoFiles", what + " " + path + " is not there");
    }
    return path;
  }

  private InputFile remote(InputFile file, URI uri, boolean askSize) {
    if (!roots.hosts().test(uri)) {
      throw new IllegalArgumentException("the operator does not allow inputs from " + uri);
    }
    if (file.size() != null || !askSize) {
      return file;
    }
    OptionalLong size = transfer.size(uri);
    Long known = size.isPresent() ? Long.valueOf(size.getAsLong()) : null;
    return new InputFile(file.location(), file.run(), known, file.sha256());
  }

  private InputFile kept(InputFile file, RemoteAddress address, boolean askSize)
      throws IOException, ListingFailure {
    roots.assure(address);
    if (file.size() != null || !askSize) {
      return file;
    }
    Entry found =
        remotes
            .find(address)
            .orElseThrow(() -> new ListingFailure("NoFiles", "input " + address + " is not there"));
    return new InputFile(file.location(), file.run(), found.size(), file.sha256());
  }

  @Override
  public void close() {
    transfer.close();
  }
}

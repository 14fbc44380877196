package dev.trainyard.job;

import dev.trainyard.job.InputStager.Staged;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.WagonRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The streams of one job: a pass over its inputs for every group of wagons that read together.
final class Streams {
  private final List<Staged> inputs;
  private final int cores;
  private final Map<InstanceName, Tap> taps = new HashMap<>();
  private final List<StreamPass> passes = new ArrayList<>();

  Streams(List<Staged> inputs, int cores) {
    this.inputs = inputs;
    this.cores = cores;
  }

  /// Starts a pass for these wagons, whose processes are started next. Where the kernel has no more
  /// pipes there is none, and [#of] says so.
  synchronized void open(List<WagonRun> readers) {
    int wanted = readers.stream().mapToInt(reader -> reader.resources().cpu()).sum();
    double crowd = Math.max(1, (double) wanted / cores);
    Map<InstanceName, Tap> opened = new LinkedHashMap<>();
    try {
      for (WagonRun reader : readers) {
        opened.put(reader.name(), new Tap(reader.input().headerLines(), crowd));
      }
    } catch (IOException e) {
      opened.values().forEach(Tap::close);
      return;
    }
    taps.putAll(opened);
    passes.add(StreamPass.start(inputs, opened.values()));
  }

  /// Where this wagon reads; empty if it reads files.
  synchronized Optional<Tap> of(InstanceName wagon) {
    return Optional.ofNullable(taps.get(wagon));
  }

  /// Waits for all passes and returns the inputs with the checksums that were found on the way.
  ///
  /// @throws JobFailure if an input could not be read, is damaged, or is not what was listed
  synchronized List<Staged> finish() throws JobFailure {
    List<Staged> read = new ArrayList<>(inputs);
    for (StreamPass pass : passes) {
      List<Checksum> checksums = pass.checksums();
      for (int i = 0; i < checksums.size(); i++) {
        read.set(i, read.get(i).checkedBy(checksums.get(i)));
      }
    }
    return List.copyOf(read);
  }
}

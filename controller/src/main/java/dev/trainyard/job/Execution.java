package dev.trainyard.job;

import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One try of one job.
record Execution(JobRequest request, WorkOrder order, JobFolder folder, String name) {
  JobSplit split() throws IOException {
    return order.jobs().stream()
        .filter(job -> job.index() == request.index())
        .findFirst()
        .orElseThrow(() -> new IOException("the order has no job " + request.index()));
  }

  /// What a wagon gets of earlier trains; in a build that is everything.
  List<Artefact> artefacts(WagonRun wagon) {
    return order.artefacts().stream()
        .filter(it -> order.isBuild() || wagon.artefacts().contains(it.name()))
        .toList();
  }

  Map<String, Object> about(WagonRun wagon) throws IOException {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("train", order.subject());
    about.put("wagon", wagon.name().wagon().toString());
    wagon.name().variation().ifPresent(name -> about.put("subwagon", name));
    about.put("dataset", order.dataset());
    about.put("scope", order.scope());
    about.put(
        "runs",
        split().inputs().stream().map(InputFile::run).filter(Objects::nonNull).distinct().toList());
    about.put("job", request.index());
    about.put("meta", order.meta());
    Map<String, Object> artefacts = new LinkedHashMap<>();
    artefacts(wagon)
        .forEach(
            it -> artefacts.put(it.name(), Map.of("train", it.train(), "sha256", it.sha256())));
    if (!artefacts.isEmpty()) {
      about.put("artefacts", artefacts);
    }
    return about;
  }

  int cores(List<WagonRun> wagons) {
    int largest = wagons.stream().mapToInt(wagon -> wagon.resources().cpu()).max().orElse(1);
    return request.cores() > 0 ? request.cores() : Math.max(1, largest);
  }
}

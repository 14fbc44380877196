package dev.trainyard.plan;

import dev.trainyard.json.Json;
import dev.trainyard.model.spec.PackageImage;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.WagonSpec.Input;
import dev.trainyard.model.work.WagonRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What decides the result of a wagon, as text that is the same for the same content: also under
/// later versions of Trainyard, in which wagons may have more fields. Digests of it are kept.
record WagonContent(Json json) {
  /// Of a wagon as a job runs it, but for its name. What there was not always is only in it where a
  /// wagon has it.
  String of(WagonRun run) {
    List<Object> content =
        new ArrayList<>(
            List.of(
                run.dependsOn(),
                run.packageName(),
                run.command(),
                run.environment(),
                run.config(),
                run.outputs(),
                run.success(),
                run.resources()));
    if (!run.input().equals(Input.FILES)) {
      content.add(run.input());
    }
    if (!run.artefacts().isEmpty()) {
      content.add(Map.of("artefacts", run.artefacts()));
    }
    return json.line(content);
  }

  /// Of software: what an image is called does not matter, and neither does one that is not used.
  static String of(PackageVersion version) {
    PackageImage image = version.image();
    String digest = image == null ? null : image.digest();
    return digest == null ? version.tree() : version.tree() + "\n" + digest;
  }
}

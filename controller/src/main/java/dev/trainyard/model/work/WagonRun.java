package dev.trainyard.model.work;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.spec.WagonSpec.Success;
import java.util.List;
import java.util.Map;

/// One instance of a wagon (itself or a subwagon) as a job runs it.
///
/// @param dependsOn instances of the same order whose output folders it may read
/// @param packageName the package whose folder `${package}` names
/// @param command with placeholders still in it, the package's `enter` words already in front
/// @param environment variables of its package
public record WagonRun(
    InstanceName name,
    List<InstanceName> dependsOn,
    String packageName,
    List<String> command,
    Map<String, String> environment,
    Map<String, Object> config,
    List<Output> outputs,
    Success success,
    Resources resources) {
  public WagonRun {
    dependsOn = List.copyOf(dependsOn);
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    config = Map.copyOf(config);
    outputs = List.copyOf(outputs);
  }
}

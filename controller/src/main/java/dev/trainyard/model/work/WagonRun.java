package dev.trainyard.model.work;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.WagonSpec.Input;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.spec.WagonSpec.Success;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One instance of a wagon (itself or a subwagon) as a job runs it.
///
/// @param dependsOn instances of the same order whose output folders it may read
/// @param packageName the package whose folder `${package}` names
/// @param command with placeholders still in it, the package's `enter` words already in front
/// @param environment variables of its package
/// @param input how it gets its events; orders of before there was a choice do not say
/// @param artefacts names of those that it gets; orders of before there were any do not say
public record WagonRun(
    InstanceName name,
    List<InstanceName> dependsOn,
    String packageName,
    List<String> command,
    Map<String, String> environment,
    @Nullable Input input,
    Map<String, Object> config,
    List<Output> outputs,
    Success success,
    Resources resources,
    @Nullable List<String> artefacts) {
  public WagonRun {
    dependsOn = List.copyOf(dependsOn);
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    input = Objects.requireNonNullElse(input, Input.FILES);
    config = Map.copyOf(config);
    outputs = List.copyOf(outputs);
    artefacts = artefacts == null ? List.of() : List.copyOf(artefacts);
  }

  /// A wagon that needs no artefacts.
  public WagonRun(
      InstanceName name,
      List<InstanceName> dependsOn,
      String packageName,
      List<String> command,
      Map<String, String> environment,
      @Nullable Input input,
      Map<String, Object> config,
      List<Output> outputs,
      Success success,
      Resources resources) {
    this(
        name,
        dependsOn,
        packageName,
        command,
        environment,
        input,
        config,
        outputs,
        success,
        resources,
        List.of());
  }

  @Override
  public List<String> artefacts() {
    return Objects.requireNonNull(artefacts);
  }

  /// How it reads its inputs; orders of before there were streams do not say.
  @Override
  public Input input() {
    return Objects.requireNonNull(input);
  }

  /// The same with these dependencies.
  public WagonRun dependingOn(List<InstanceName> others) {
    return new WagonRun(
        name,
        others,
        packageName,
        command,
        environment,
        input,
        config,
        outputs,
        success,
        resources,
        artefacts);
  }

  /// The same with these limits.
  public WagonRun within(Resources limits) {
    return new WagonRun(
        name,
        dependsOn,
        packageName,
        command,
        environment,
        input,
        config,
        outputs,
        success,
        limits,
        artefacts);
  }
}

package dev.trainyard.config;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.Kind;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.Subwagon;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A reference to the output of a wagon in a train, by the fields `train`, `wagon` and `output`.
///
/// @param at where the reference stands
record MergedOutputs(Located<?> object, List<?> at, YardIndex yard) {

  /// The output, with a problem for each part of the reference that leads nowhere.
  Optional<Output> find(String train, String wagon, String output, List<Problem> problems) {
    checkTrain(train, InstanceName.parse(wagon), problems);
    return find(wagon, output, problems);
  }

  /// The same of whichever train carries the wagon.
  Optional<Output> find(String wagon, String output, List<Problem> problems) {
    InstanceName instance = InstanceName.parse(wagon);
    Optional<Located<WagonSpec>> declared = yard.wagon(instance.wagon());
    if (declared.isEmpty()) {
      Claim wanted = new Claim(Kind.WAGON, instance.wagon().toString());
      problems.add(yard.unknown(object, at("wagon"), wanted));
      return Optional.empty();
    }
    checkSubwagon(instance, declared.get().spec(), problems);
    return output(instance, declared.get().spec(), output, problems);
  }

  private void checkTrain(String name, InstanceName instance, List<Problem> problems) {
    Located<TrainSpec> train = yard.trains().get(name);
    if (train == null) {
      problems.add(yard.unknown(object, at("train"), new Claim(Kind.TRAIN, name)));
    } else if (yard.wagon(instance.wagon()).isPresent() && !mayCarry(train, instance.wagon())) {
      problems.add(
          object.broken(
              Rule.UNKNOWN_REFERENCE,
              at("wagon"),
              "the train " + name + " does not carry " + instance.wagon(),
              "write a wagon that it carries: " + Wording.either(train.spec().wagons().named())));
    }
  }

  private boolean mayCarry(Located<TrainSpec> train, WagonRef wanted) {
    if (train.spec().wagons().enabled() != null) {
      return true;
    }
    List<WagonRef> named = train.spec().wagons().named().stream().map(WagonRef::parse).toList();
    return new CarriedWagons(yard)
        .of(named).stream()
            .anyMatch(it -> wanted.equals(new WagonRef(it.spec().analysis(), it.name())));
  }

  private void checkSubwagon(InstanceName instance, WagonSpec wagon, List<Problem> problems) {
    List<String> subwagons = wagon.subwagons().stream().map(Subwagon::name).toList();
    instance
        .variation()
        .filter(name -> !subwagons.contains(name))
        .ifPresent(
            name ->
                problems.add(
                    object.unknown(
                        at("wagon"),
                        "subwagon of " + instance.wagon() + " called",
                        name,
                        subwagons,
                        "name the wagon alone")));
  }

  private Optional<Output> output(
      InstanceName instance, WagonSpec wagon, String output, List<Problem> problems) {
    Optional<Output> found =
        wagon.outputs().stream().filter(it -> it.file().equals(output)).findFirst();
    if (found.isEmpty()) {
      List<String> files = wagon.outputs().stream().map(Output::file).toList();
      problems.add(
          object.unknown(
              at("output"),
              "output of " + instance.wagon() + " called",
              output,
              files,
              "declare it"));
    }
    return found;
  }

  List<?> at(String field) {
    return Stream.concat(at.stream(), Stream.of(field)).toList();
  }
}

package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.cli.Terminal.Said;
import dev.trainyard.config.StatusYaml;
import dev.trainyard.json.Json;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.WagonTestStatus;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Pull requests that a yard's status branch tells of.
///
/// @param folder where clones are made
record OpenPulls(SmallYard yard, Path folder) {

  /// What a command says in a clone that is made once these are published.
  Said say(List<PullStatus> pulls, String... words) throws Exception {
    publish(pulls);
    try (UsersClone clone = UsersClone.of(yard, folder.resolve("clone"))) {
      return clone.say(words[0], List.of(words).subList(1, words.length).toArray(String[]::new));
    }
  }

  /// The test of a wagon, as it was left.
  WagonTestStatus test() throws Exception {
    String path = "wagons/first/letters.yaml";
    byte[] text = yard.status(path).orElseThrow().getBytes(UTF_8);
    return new StatusYaml(new Json()).read(path, text, WagonStatus.class).tests().getFirst();
  }

  void publish(List<PullStatus> pulls) throws Exception {
    StatusYaml yaml = new StatusYaml(new Json());
    Map<String, String> files = new HashMap<>();
    for (PullStatus pull : pulls) {
      String path = "pulls/" + PullStatus.fileName(pull.name()) + ".yaml";
      files.put(path, new String(yaml.write(pull), UTF_8));
    }
    yard.origin().commit(SmallYard.STATUS, files);
  }
}

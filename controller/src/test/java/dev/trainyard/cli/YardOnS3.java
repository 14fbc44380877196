package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.remote.Remote;
import dev.trainyard.remote.Remote.Entry;
import dev.trainyard.remote.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A [SmallYard] whose inputs and results lie in a bucket.
///
/// @param folder where all of the yard lies
record YardOnS3(SmallYard yard, Path folder, S3Server server) {
  /// The variables of who may use the bucket.
  static final Map<String, String> KEYS =
      Map.of(
          "AWS_ACCESS_KEY_ID", S3Server.ID,
          "AWS_SECRET_ACCESS_KEY", S3Server.SECRET,
          "AWS_EC2_METADATA_DISABLED", "true");

  Remote bucket() throws IOException {
    return server.bucket(folder);
  }

  /// Moves the inputs there, where nothing else is.
  void moveInputs() throws IOException {
    Remote bucket = bucket();
    for (Entry left : bucket.listAll("")) {
      bucket.delete(left.name());
    }
    for (int i = 1; i <= 3; i++) {
      Path words = folder.resolve("inputs/words/w" + i + ".txt");
      bucket.put(words, "inputs/words/w" + i + ".txt");
      Files.delete(words);
    }
    yard.commit(
        "datasets/words.yaml",
        yard.file("datasets/words.yaml").replace("file:words", "s3://yard/inputs/words"));
  }

  /// Has the settings name the bucket.
  ///
  /// @param more words of how it is reached
  void settings(String more) throws IOException {
    String text = Files.readString(yard.settings());
    assertThat(text).contains("store: store", "inputs: {root: inputs}");
    Files.writeString(
        yard.settings(),
        text.replace("store: store", "store: s3://yard/results\n  scratch: scratch")
            .replace(
                "inputs: {root: inputs}",
                "s3: {endpoint: '%s', pathStyle: true, %s}\n  inputs: {buckets: [yard/inputs]}"
                    .formatted(server.endpoint(), more)));
  }

  /// What the wagon of a train has made, merged.
  String merged(String train) throws IOException {
    String order = "results/orders/train." + train + ".";
    String file =
        bucket().listAll("results/orders").stream()
            .map(Entry::name)
            .filter(name -> name.startsWith(order) && name.contains("/merged/"))
            .filter(name -> name.endsWith("/letters.csv"))
            .findFirst()
            .orElseThrow();
    return new String(bucket().read(file), UTF_8);
  }
}

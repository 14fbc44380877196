package dev.trainyard.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is done about control groups that killed jobs have left; folders stand for groups here.
class CgroupPlacesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir private Path groups;

  @Test
  void sweepsOnlyOldEmptyGroupsOfJobs() throws IOException {
    group("trainyard-old", Duration.ofHours(1));
    group("trainyard-young", Duration.ofSeconds(5));
    group("other-old", Duration.ofHours(1));

    new CgroupPlaces(groups, null, null).sweep(NOW);

    assertThat(groups.toFile().list()).containsExactlyInAnyOrder("trainyard-young", "other-old");
  }

  private void group(String name, Duration age) throws IOException {
    Path group = Files.createDirectory(groups.resolve(name));
    Files.setLastModifiedTime(group, FileTime.from(NOW.minus(age)));
  }
}

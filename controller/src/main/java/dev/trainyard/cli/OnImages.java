package dev.trainyard.cli;

import dev.trainyard.controller.ImageSources;
import dev.trainyard.registry.OciRegistry;
import dev.trainyard.registry.RegistrySettings;
import java.io.Closeable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/// `spec.images` of the settings: which images packages may have, and who is asked for them.
final class OnImages {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private OnImages() {}

  /// Where images come from.
  ///
  /// @param opened takes what is to be closed
  /// @throws InvalidSettingsException if tasks could not start in them
  static ImageSources open(SettingsFile file, InstantSource clock, Deque<Closeable> opened)
      throws InvalidSettingsException {
    Settings.Images set = file.settings().spec().images();
    Settings.Kubernetes kubernetes = file.settings().spec().engine().kubernetes();
    if (kubernetes != null && !set.allow().isEmpty() && kubernetes.runtimeImage() == null) {
      throw new InvalidSettingsException(
          "images.allow: images of packages hold no Trainyard; name an image that does as"
              + " engine.kubernetes.runtimeImage, or allow none");
    }
    List<OciRegistry> registries = new ArrayList<>();
    ImageSources sources = asked(file, clock, registries);
    registries.forEach(registry -> opened.push(registry::close));
    return sources;
  }

  /// The same for whoever only looks.
  ///
  /// @param opened takes what is to be closed
  static ImageSources asked(SettingsFile file, InstantSource clock, List<OciRegistry> opened) {
    Settings.Images set = file.settings().spec().images();
    OciRegistry registry = new OciRegistry(settings(file, set), clock);
    opened.add(registry);
    return new ImageSources(registry, OnEngines.of(file).containers(), set.refresh());
  }

  private static RegistrySettings settings(SettingsFile file, Settings.Images set) {
    String credentials = set.credentials();
    return new RegistrySettings(
        set.allow(),
        Set.copyOf(set.plainHttp()),
        Set.copyOf(set.hosts()),
        credentials == null ? null : file.path(credentials),
        PATIENCE);
  }
}

package dev.trainyard.cli;

import dev.trainyard.forge.Forge;
import dev.trainyard.forge.ForgeSettings;
import dev.trainyard.forge.ForgeSettings.Kind;
import dev.trainyard.forge.ForgeSettings.Limits;
import dev.trainyard.forge.Forges;
import dev.trainyard.web.WebhookSettings;
import dev.trainyard.web.Webhooks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `spec.forge` of the settings: the forge where pull requests are opened, and its webhooks.
final class OnForge {
  private static final String LISTEN = "forge.webhook.listen";

  private OnForge() {}

  /// The forge, if one is set. It is not asked anything yet.
  ///
  /// @throws InvalidSettingsException if it could not be spoken to as it is set
  static Optional<Forge> open(SettingsFile file, InstantSource clock)
      throws IOException, InvalidSettingsException {
    Settings.Forge set = file.settings().spec().forge();
    return set == null ? Optional.empty() : Optional.of(Forges.open(forge(file, set), clock));
  }

  /// Whether it could be spoken to as it is set; nothing is opened.
  static void check(SettingsFile file) throws InvalidSettingsException {
    Settings.Forge set = file.settings().spec().forge();
    if (set != null) {
      ForgeSettings _ = forge(file, set);
    }
  }

  private static ForgeSettings forge(SettingsFile file, Settings.Forge set)
      throws InvalidSettingsException {
    Kind kind =
        switch (set.kind()) {
          case GITHUB -> Kind.GITHUB;
          case GITLAB -> Kind.GITLAB;
        };
    try {
      return new ForgeSettings(
          kind,
          set.url() == null ? kind.publicApi() : URI.create(set.url()),
          set.repository(),
          file.settings().spec().repository().main(),
          Optional.ofNullable(set.account()),
          () -> file.secret(set.token()),
          Limits.defaults());
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException("forge: " + e.getMessage());
    }
  }

  /// Takes in webhooks from now on, if they are set.
  ///
  /// @param pollSoon what a true one does
  static Optional<Webhooks> listen(SettingsFile file, Runnable pollSoon)
      throws IOException, InvalidSettingsException {
    Settings.Webhook set = webhook(file.settings().spec());
    if (set == null) {
      return Optional.empty();
    }
    WebhookSettings settings =
        new WebhookSettings(
            ListenAddress.of(LISTEN, set.listen()),
            () -> file.secret(set.secret()),
            WebhookSettings.Limits.defaults());
    return Optional.of(Webhooks.start(settings, pollSoon));
  }

  /// Where webhooks are taken in, if they are.
  static Optional<InetSocketAddress> address(Settings.Spec spec) throws InvalidSettingsException {
    Settings.Webhook set = webhook(spec);
    return set == null ? Optional.empty() : Optional.of(ListenAddress.of(LISTEN, set.listen()));
  }

  /// Files that nobody else may read.
  static List<Path> secrets(SettingsFile file) {
    Settings.Forge set = file.settings().spec().forge();
    Settings.Webhook webhook = webhook(file.settings().spec());
    return Stream.of(
            Optional.ofNullable(set).map(it -> it.token().file()),
            Optional.ofNullable(webhook).map(it -> it.secret().file()))
        .flatMap(Optional::stream)
        .map(file::path)
        .toList();
  }

  private static Settings.@Nullable Webhook webhook(Settings.Spec spec) {
    Settings.Forge set = spec.forge();
    return set == null ? null : set.webhook();
  }
}

package dev.trainyard.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether the settings' secrets can be read, and by this user only. None is told.
record SecretsCheck(SettingsFile file) {
  private static final Set<PosixFilePermission> FOR_OTHERS =
      Set.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.GROUP_WRITE);

  Answer look() throws IOException {
    List<String> open = new ArrayList<>();
    Map<String, Settings.Secret> secrets = secrets();
    for (Map.Entry<String, Settings.Secret> it : secrets.entrySet()) {
      String secret;
      try {
        secret = file.secret(it.getValue());
      } catch (IOException e) {
        throw new IOException(it.getKey() + ": " + Failures.reason(e), e);
      }
      if (secret.isBlank()) {
        return Answer.wrong(it.getKey() + " is empty", "put the secret there");
      }
      String name = it.getValue().file();
      if (name != null && isOpen(file.path(name))) {
        open.add(file.path(name).toString());
      }
    }
    if (!open.isEmpty()) {
      String files = String.join(" ", open);
      return Answer.warn(
          "others on this machine may read or change " + files, "chmod 600 " + files);
    }
    return Answer.ok(
        secrets.isEmpty() ? "none are set" : "readable: " + String.join(", ", secrets.keySet()));
  }

  private static boolean isOpen(Path secret) throws IOException {
    try {
      return Files.getPosixFilePermissions(secret).stream().anyMatch(FOR_OTHERS::contains);
    } catch (UnsupportedOperationException _) {
      return false; // a file system without them
    }
  }

  /// By where they stand in the settings.
  private Map<String, Settings.Secret> secrets() {
    Settings.Spec spec = file.settings().spec();
    Map<String, Settings.Secret> all = new LinkedHashMap<>();
    Settings.Token token = spec.repository().token();
    if (token != null) {
      all.put("repository.token", new Settings.Secret(token.file(), token.environment()));
    }
    Settings.Ssh ssh = spec.repository().ssh();
    if (ssh != null) {
      all.put("repository.ssh.identity", new Settings.Secret(ssh.identity(), null));
    }
    Settings.Forge forge = spec.forge();
    if (forge != null) {
      all.put("forge.token", forge.token());
      Settings.Webhook webhook = forge.webhook();
      if (webhook != null) {
        all.put("forge.webhook.secret", webhook.secret());
      }
    }
    spec.runSources()
        .forEach(
            (name, source) -> {
              Settings.Postgresql server = source.postgresql();
              if (server != null) {
                all.put("runSources." + name + ".postgresql.password", server.password());
              }
            });
    add(all, "images.credentials", spec.images().credentials());
    Settings.S3 s3 = spec.s3();
    add(all, "s3.credentials", s3 == null ? null : s3.credentials());
    Settings.S3 inputs = spec.inputs().s3();
    add(all, "inputs.s3.credentials", inputs == null ? null : inputs.credentials());
    Settings.Kubernetes kubernetes = spec.engine().kubernetes();
    add(all, "engine.kubernetes.kubeconfig", kubernetes == null ? null : kubernetes.kubeconfig());
    return all;
  }

  private static void add(Map<String, Settings.Secret> all, String name, @Nullable String secret) {
    if (secret != null) {
      all.put(name, new Settings.Secret(secret, null));
    }
  }
}

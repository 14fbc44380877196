package dev.trainyard.git;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/// Makes JGit depend on nothing but what we tell it, once per process.
///
/// By itself it reads the user's and the system's Git configuration, runs `git` to find it, obeys
/// `GIT_SSH` and other variables, and writes into the user's configuration.
final class JGitSetup {
  private static final int PACK_CACHE_BYTES = 32 * WindowCacheConfig.MB;

  private JGitSetup() {}

  /// Every way into this package calls this before it touches a repository.
  static void ensure() {
    Once.touch();
  }

  /// Runs the set-up in its class initialiser, which Java runs once.
  private static final class Once {
    static {
      // Bouncy Castle is here for OpenPGP; SSH speaks with the JDK's ciphers, as without it.
      System.setProperty("org.apache.sshd.security.provider.BC.enabled", "false");
      SystemReader.setInstance(new Isolated(SystemReader.getInstance()));
      SshSessionFactory.setInstance(new NoSsh());
      WindowCacheConfig cache = new WindowCacheConfig();
      cache.setPackedGitLimit(PACK_CACHE_BYTES);
      cache.setPackedGitMMAP(false);
      cache.setExposeStatsViaJmx(false);
      cache.install();
    }

    static void touch() {
      // The class is initialised by now.
    }
  }

  /// A system without environment and configuration.
  private static final class Isolated extends SystemReader.Delegate {
    Isolated(SystemReader system) {
      super(system);
    }

    @Override
    public @Nullable String getenv(String variable) {
      return null;
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
      return new NoConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
      return new NoConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
      return new NoConfig(parent, fs);
    }

    @Override
    public Locale getLocale() {
      return Locale.ROOT;
    }
  }

  /// A configuration that is empty and stays in memory.
  private static final class NoConfig extends FileBasedConfig {
    private static final Duration COARSEST = Duration.ofSeconds(2);

    NoConfig(@Nullable Config parent, FS fs) {
      super(parent, null, fs);
    }

    /// How finely disks keep time is not measured, which takes seconds in each process: the
    /// coarsest that there is (FAT) is right everywhere.
    @Override
    public long getTimeUnit(
        String section, @Nullable String subsection, String name, long otherwise, TimeUnit unit) {
      return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
          ? unit.convert(COARSEST)
          : super.getTimeUnit(section, subsection, name, otherwise, unit);
    }

    @Override
    public void load() {
      // There is no file.
    }

    @Override
    public void save() {
      // There is no file.
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }

  /// For whoever forgets to say which key and which known hosts.
  private static final class NoSsh extends SshSessionFactory {
    @Override
    public RemoteSession getSession(
        URIish uri, @Nullable CredentialsProvider credentials, FS fs, int timeout)
        throws TransportException {
      throw new TransportException("no SSH key was given");
    }

    @Override
    public String getType() {
      return "none";
    }
  }
}

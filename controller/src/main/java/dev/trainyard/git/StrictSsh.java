package dev.trainyard.git;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/// SSH with one key, one file of known hosts, no agent and no configuration of the user; reads
/// count against the allowance.
///
/// An unknown or changed host key is refused: without a credentials provider nobody can be asked.
final class StrictSsh extends SshSessionFactory implements Closeable {
  private final SshdSessionFactory sessions;
  private final Allowance allowance;

  StrictSsh(Credentials.SshKey key, Path emptyHome, Allowance allowance) {
    this.allowance = allowance;
    File home = emptyHome.toFile();
    this.sessions =
        new SshdSessionFactoryBuilder()
            .setHomeDirectory(home)
            .setSshDirectory(new File(home, ".ssh"))
            .setConfigStoreFactory((_, _, _) -> null)
            .setConnectorFactory(null)
            .setPreferredAuthentications("publickey")
            .setDefaultIdentities(_ -> List.of(key.identity()))
            .setDefaultKnownHostsFiles(_ -> List.of(key.knownHosts()))
            .build(null);
  }

  @Override
  public RemoteSession getSession(
      URIish uri, @Nullable CredentialsProvider credentials, FS fs, int timeout)
      throws TransportException {
    RemoteSession2 session = sessions.getSession(uri, null, fs, timeout);
    allowance.onGivenUp(session::disconnect);
    return new GuardedSession(session);
  }

  @Override
  public String getType() {
    return sessions.getType();
  }

  @Override
  public void close() {
    sessions.close();
  }

  /// A session whose commands answer within the allowance.
  private final class GuardedSession implements RemoteSession2 {
    private final RemoteSession2 session;

    GuardedSession(RemoteSession2 session) {
      this.session = session;
    }

    @Override
    public Process exec(String command, int timeout) throws IOException {
      return new GuardedProcess(session.exec(command, timeout), allowance);
    }

    @Override
    public Process exec(String command, Map<String, String> environment, int timeout)
        throws IOException {
      return new GuardedProcess(session.exec(command, environment, timeout), allowance);
    }

    @Override
    public void disconnect() {
      session.disconnect();
    }
  }

  /// A command at the other end.
  private static final class GuardedProcess extends Process {
    private final Process process;
    private final Allowance allowance;

    GuardedProcess(Process process, Allowance allowance) {
      this.process = process;
      this.allowance = allowance;
    }

    @Override
    public InputStream getInputStream() {
      return allowance.guard(process.getInputStream());
    }

    @Override
    public InputStream getErrorStream() {
      return allowance.guard(process.getErrorStream());
    }

    @Override
    public OutputStream getOutputStream() {
      return process.getOutputStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
      return process.waitFor();
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
      return process.waitFor(timeout, unit);
    }

    @Override
    public int exitValue() {
      return process.exitValue();
    }

    @Override
    public void destroy() {
      process.destroy();
    }
  }
}

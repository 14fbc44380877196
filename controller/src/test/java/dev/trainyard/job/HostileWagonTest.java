package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.WorkOrder.Purpose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What wagons of a hostile pull request try. Each attack writes `GOT` when it succeeds; where it
/// harms nobody, it is run unconfined too, to see that it is one.
class HostileWagonTest {
  private static final String GOT = "GOT";

  @TempDir private Path folder;

  @BeforeEach
  void needsBubblewrap() {
    assumeThatCode(() -> Bubblewrap.find(Bubblewrap.FOLDERS))
        .as("bubblewrap works here")
        .doesNotThrowAnyException();
  }

  @Test
  void readsNoSecretBesideTheYard() throws IOException {
    Path secret = Files.writeString(folder.resolve("token"), "s3cret\n");

    assertIsHeldOff("cat " + secret + " && echo GOT");
  }

  @Test
  void seesNoHomesAndNoAccounts() throws IOException {
    assertIsHeldOff("for f in /root /home /var /run /srv /sys; do [ -e $f ] && echo GOT; done");
    assertIsHeldOff("ls -d /root/.ssh /etc/shadow /etc/ssh /etc/trainyard && echo GOT", "GOT\n");
    assertIsHeldOff("[ $(wc -l < /etc/passwd) -gt 2 ] && echo GOT");
  }

  @Test
  void seesNoOtherProcess() throws IOException {
    Process other = process("CANARY=s3cret", "sleep 60");
    try {
      assertIsHeldOff("cat /proc/[0-9]*/environ | tr '\\0' '\\n' | grep CANARY && echo GOT");
      assertIsHeldOff("kill -0 " + other.pid() + " && echo GOT");
      assertThat(run(confined(), "kill -9 -1; echo still here")).doesNotContain(GOT);
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void seesNoEnvironmentButItsOwn() throws IOException {
    String seen = run(confined(), "cat /proc/1/environ | tr '\\0' '\\n'; echo; env");

    assertThat(
            seen.lines().filter(line -> line.contains("=")).map(line -> line.replaceAll("=.*", "")))
        .isSubsetOf(
            "PATH",
            "HOME",
            "TMPDIR",
            "LANG",
            "LC_ALL",
            "TZ",
            "PWD",
            "DIMUON",
            "TRAINYARD_CONFIG",
            "TRAINYARD_DEPENDENCIES",
            "TRAINYARD_EXECUTION",
            "TRAINYARD_INPUTS",
            "TRAINYARD_META",
            "TRAINYARD_OUTPUT",
            "TRAINYARD_PACKAGE");
  }

  @Test
  void seesNothingOfTheStoreThatIsNotItsOwn() throws IOException {
    Yard yard = confined();
    Path packages = yard.store.layout().packageFolder(Yard.TREE).resolveSibling("1".repeat(40));
    Files.writeString(Files.createDirectories(packages).resolve("mine.txt"), "other\n");

    String store = "cd " + yard.root + "/store; ";
    assertThat(run(yard, store + "find . -name order.json -o -name mine.txt -o -name reserve"))
        .isEmpty();
  }

  @Test
  void readsNoInputBesideItsOwn() throws IOException {
    assertIsHeldOff("cat $(head -1 $TRAINYARD_INPUTS)/../neighbour.txt && echo GOT", "");
    assertIsHeldOff("cat " + folder + "/*/data/neighbour.txt && echo GOT");
  }

  @Test
  void reachesNoServerOfThisMachine() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      assertIsHeldOff(
          "perl -MIO::Socket::INET -e 'IO::Socket::INET->new(q(127.0.0.1:"
              + server.getLocalPort()
              + ")) and print q(GOT)'");

      server.setSoTimeout(1000);
      server.accept().close(); // that of the unconfined run
      server.setSoTimeout(200);
      assertThat(catchThrowable(server::accept)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void reachesNoSocketInTheFileSystem() throws IOException {
    Path path = folder.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));

      assertIsHeldOff(connectTo("q(" + path + ")"));
    }
  }

  @Test
  void reachesNoAbstractSocket() throws IOException {
    String name = "\"\\0trainyard-" + ProcessHandle.current().pid() + folder.hashCode() + "\"";
    Process server =
        process(
            "A=b",
            "perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, pack(q(S a*), 1, "
                + name
                + ")) or die; listen(S, 9); print qq(up\\n); close STDOUT; sleep 60'");
    try {
      assertThat(server.inputReader(UTF_8).readLine()).isEqualTo("up");

      assertIsHeldOff(
          "perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0);"
              + " connect(S, pack(q(S a*), 1, "
              + name
              + ")) and print q(GOT)'");
    } finally {
      server.destroyForcibly();
    }
  }

  private static String connectTo(String path) {
    return "perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0);"
        + " connect(S, sockaddr_un("
        + path
        + ")) and print q(GOT)'";
  }

  /// The host of a virtual machine, packets as they are, the kernel's own interfaces.
  @Test
  void opensNoSocketOfAnotherFamily() throws IOException {
    String answers =
        run(
            confined(),
            "for f in 40 17 38 31; do perl -e 'socket(S, shift, 2, 0) and print q(GOT)' $f; done");

    assertThat(answers).isEmpty();
  }

  @Test
  void writesNowhereElse() throws IOException {
    Path precious = Files.writeString(folder.resolve("precious.txt"), "precious\n");
    Yard yard = confined();
    Path tool =
        Files.writeString(yard.store.layout().packageFolder(Yard.TREE).resolve("tool"), "tool\n");

    String written =
        run(
            yard,
            """
            for f in $TRAINYARD_PACKAGE/tool $TRAINYARD_PACKAGE/new $(cat $TRAINYARD_INPUTS) \
              $TRAINYARD_INPUTS $TRAINYARD_CONFIG $TRAINYARD_META $TRAINYARD_DEPENDENCIES/x \
              /new /usr/new /etc/passwd /dev/new /proc/sys/vm/swappiness \
              /proc/self/oom_score_adj; do
              echo evil >> $f && echo GOT $f
            done
            for f in %s %s/new $TRAINYARD_OUTPUT/../../new; do echo evil >> $f; done
            mount -o remount,rw / && echo GOT; umount /usr && echo GOT; true
            """
                .formatted(precious, folder));

    assertThat(written).doesNotContain(GOT);
    assertThat(folder.resolve("new")).doesNotExist();
    assertThat(precious).hasContent("precious\n");
    assertThat(tool).hasContent("tool\n");
    assertThat(yard.root.resolve("data/one.txt")).hasContent("one\n");
  }

  @Test
  void gainsNoRights() throws IOException {
    String log =
        run(
            confined(),
            """
            grep -q '^NoNewPrivs:.1' /proc/self/status || echo GOT privileges
            grep '^Cap' /proc/self/status | grep -v 0000000000000000 && echo GOT capabilities
            unshare -U true && echo GOT namespace
            unshare -m true && echo GOT mounts
            chroot / true && echo GOT root
            mknod x b 254 0 && echo GOT device
            dmesg && echo GOT log
            perl -e 'syscall(%d, 0, -3, 0) >= 0 and print qq(GOT key ring)'
            true
            """
                .formatted(System.getProperty("os.arch").equals("aarch64") ? 219 : 250));

    assertThat(log).doesNotContain(GOT);
  }

  @Test
  void cannotTurnTheToolByItsEnvironment() throws IOException {
    Yard yard = confined();
    Path spy = Files.writeString(folder.resolve("spy"), "touch " + folder.resolve("spied") + "\n");
    yard.wagon("a/evil", "touch $TRAINYARD_OUTPUT/out.txt");
    yard.environment(Map.of("ENV", spy + "", "BASH_ENV", spy + "", "LD_PRELOAD", "/no/such.so"));

    yard.runFirst();

    assertThat(folder.resolve("spied")).doesNotExist();
    assertThat(log(yard).lines().filter(line -> line.contains("/bin/bwrap"))).isEmpty();
  }

  /// The tool reads its arguments up to zero bytes.
  @Test
  void smugglesNoArgumentToTheTool() throws IOException {
    Yard yard = confined();
    yard.wagon("a/evil", "[ -e /host ] && echo GOT; touch $TRAINYARD_OUTPUT/out.txt");
    yard.environment(Map.of("A", "b\0--ro-bind\0/\0/host"));

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.NOT_STARTED);
    assertThat(yard.failed().message()).contains("zero byte");
  }

  private void assertIsHeldOff(String attack) throws IOException {
    assertIsHeldOff(attack, GOT);
  }

  /// @param unconfined what the same does unconfined at least
  private void assertIsHeldOff(String attack, String unconfined) throws IOException {
    Yard free = confined();
    free.confinement =
        new Confinement(Confinement.Who.NOBODY, List.of(), List.of(), ByteSize.parse("1Gi"));
    if (unconfined.equals(GOT)) {
      assertThat(run(free, attack)).as("unconfined").contains(GOT);
    }
    assertThat(run(confined(), attack)).as("confined").doesNotContain(GOT);
  }

  /// What a wagon with this script writes.
  private static String run(Yard yard, String script) throws IOException {
    yard.wagon("a/evil", "{ " + script + "\n} > $TRAINYARD_OUTPUT/out.txt 2>/dev/null; true");
    JobEnd end = yard.runFirst();
    assertThat(end)
        .as(end == JobEnd.COMMITTED ? "" : yard.failed() + "")
        .isEqualTo(JobEnd.COMMITTED);
    return yard.outputOf("a/evil");
  }

  private static String log(Yard yard) throws IOException {
    return Files.readString(yard.store.layout().job(Yard.ORDER, 0).resolve("logs/a/evil.log"));
  }

  /// A yard of its own, with an input that no job gets.
  private Yard confined() throws IOException {
    Yard yard = new Yard(Files.createTempDirectory(folder, "yard"));
    yard.purpose = Purpose.PULL_TEST;
    yard.input("neighbour.txt", "neighbour\n");
    return yard;
  }

  private static Process process(String variable, String script) throws IOException {
    return new ProcessBuilder("env", variable, "/bin/sh", "-c", "exec " + script).start();
  }
}

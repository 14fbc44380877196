package dev.trainyard.remote.xrootd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.trainyard.remote.DamagedFileException;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.remote.UnusableRemoteException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the programs are called, on programs of our own.
class XrootdProgramTest {
  @TempDir private Path folder;

  private XrootdProgram program(String script) throws IOException {
    for (String name : List.of("xrdcp", "xrdfs")) {
      Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return new XrootdProgram(folder, Map.of());
  }

  @Test
  void saysWhatToInstall() {
    XrootdProgram missing = new XrootdProgram(folder.resolve("nowhere"), Map.of());

    assertThatExceptionOfType(UnusableRemoteException.class)
        .isThrownBy(() -> missing.run("xrdcp", List.of(), Duration.ofSeconds(10)))
        .withMessageContaining("root: needs xrdcp")
        .withMessageContaining("install xrootd-client");
  }

  @Test
  void endsWhatTakesTooLong() throws IOException {
    XrootdProgram slow = program("sleep 60");
    long before = System.nanoTime();

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> slow.run("xrdcp", List.of(), Duration.ofMillis(200)))
        .withMessageContaining("took longer");

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void givesLittleOfTheEnvironment() throws IOException {
    String variables = program("env").run("xrdcp", List.of(), Duration.ofSeconds(10)).output();

    assertThat(variables).contains("TZ=UTC", "XRD_REQUESTTIMEOUT=");
    assertThat(variables).doesNotContain("JAVA", "USER=");
    assertThat(
            XrootdProgram.credentials(
                Map.of("X509_USER_PROXY", "/p", "XRD_LOGLEVEL", "Info", "SECRET", "x")))
        .containsOnlyKeys("X509_USER_PROXY", "XRD_LOGLEVEL");
  }

  @Test
  void showsNoControlCharacters() throws IOException {
    String why =
        program("printf 'x\\n\\033[31mred\\n' >&2; exit 3")
            .run("xrdcp", List.of(), Duration.ofSeconds(10))
            .why();

    assertThat(why).isEqualTo("[31mred");
  }

  @Test
  void saysThatCredentialsAreNotEnough() throws IOException {
    XrootdRemote remote =
        new XrootdRemote(
            program(
                "echo '[ERROR] Server responded with an error: [3010] permission denied' >&2; exit"
                    + " 54"),
            RemoteAddress.parse("root://host//store"),
            InstantSource.system());

    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> remote.delete("x"),
            () -> remote.find("x"),
            () -> remote.list("x", "", ""),
            () -> remote.read("x"),
            () -> remote.create(new byte[1], "x"),
            () -> remote.get("x", folder.resolve("x"), Duration.ofSeconds(10)))) {
      assertThatExceptionOfType(UnusableRemoteException.class)
          .isThrownBy(use)
          .withMessageContaining("root://host//store/x may not be used");
    }
  }

  @Test
  void believesNoListingThatLacksSomething() throws IOException {
    RemoteAddress store = RemoteAddress.parse("root://host//store");
    XrootdRemote partial =
        new XrootdRemote(
            program("echo '[!] Some of the requests failed. The result may be incomplete.' >&2"),
            store,
            InstantSource.system());

    assertThatIOException()
        .isThrownBy(() -> partial.list("a", "", ""))
        .withMessageContaining("may be incomplete");
    assertThatIOException()
        .isThrownBy(
            () -> XrootdListing.children("---- 0000-00-00 00:00:00 ? /store/a", "/store/", "", ""))
        .withMessageContaining("not understood");
  }

  @Test
  void waitsForNobodyToFinishAnOldRecord() throws IOException {
    Path runs = folder.resolve("runs");
    String stat = "printf 'Size: 1\\nMTime: 2020-01-01 00:00:00\\n'";
    XrootdRemote remote =
        new XrootdRemote(
            program("echo run >> " + runs + "; " + stat),
            RemoteAddress.parse("root://host//store"),
            InstantSource.system());

    assertThatExceptionOfType(DamagedFileException.class)
        .isThrownBy(() -> remote.read("record"))
        .withMessageContaining("root://host//store/record is not whole");

    assertThat(runs).hasContent("run\nrun");
  }

  @Test
  void opensAFileWithoutBringingAllOfIt() throws IOException {
    XrootdRemote endless = streaming("exec cat /dev/zero");

    try (InputStream in = endless.open("x", 1000)) {
      assertThat(in.readNBytes(10)).hasSize(10);
    }
  }

  @Test
  void takesNoPartOfAFileForTheWhole() throws IOException {
    XrootdRemote broken = streaming("printf abc; echo '[FATAL] Socket error' >&2; exit 51");

    try (InputStream in = broken.open("x", 0)) {
      assertThatIOException()
          .isThrownBy(in::readAllBytes)
          .withMessageContaining("has 5000 bytes, and 3 came: [FATAL] Socket error");
    }
  }

  private XrootdRemote streaming(String script) throws IOException {
    String stat =
        "case \"$*\" in *stat*) printf 'Size: 5000\\nMTime: 2020-01-01 00:00:00\\n'; exit;; esac\n";
    return new XrootdRemote(
        program(stat + script), RemoteAddress.parse("root://host//store"), InstantSource.system());
  }

  @Test
  void putsAlthoughTheAnswerGotLost() throws IOException {
    String script =
        """
        case "$*" in
          *mv*part*) echo '[ERROR] Server responded with an error: [3011] gone' >&2; exit 54;;
          *stat*) printf 'Size: 66\\nMTime: 2020-01-01 00:00:00\\n';;
        esac
        """;
    XrootdRemote remote =
        new XrootdRemote(
            program(script), RemoteAddress.parse("root://host//store"), InstantSource.system());

    remote.put(new byte[1], "record");

    assertThatIOException()
        .isThrownBy(() -> remote.put(new byte[2], "record"))
        .withMessageContaining("not what was uploaded");
  }

  @Test
  void followsNoListOfCopiesElsewhere() throws IOException {
    XrootdProgram told = program("env");
    String variables =
        new XrootdProgram(told.folder(), Map.of("XRD_METALINKPROCESSING", "1"))
            .run("xrdcp", List.of(), Duration.ofSeconds(10))
            .output();

    assertThat(variables).contains("XRD_METALINKPROCESSING=0");
  }

  @Test
  void handsNothingToTheClientThatItUnderstandsOtherwise() throws IOException {
    XrootdRemote remote =
        new XrootdRemote(
            program("exit 0"), RemoteAddress.parse("root://host//store"), InstantSource.system());

    assertThatExceptionOfType(UnusableRemoteException.class)
        .isThrownBy(() -> remote.read("x?authz=y"));
  }

  @Test
  void readsListingsOfOldAndNewServers() throws IOException {
    String text =
        """
        -rw-r--r-- daemon daemon 4 2026-11-22 09:27:56 /store/a/x y
        drwxr-xr-x daemon daemon 4096 2026-11-22 09:27:56 /store/a/d
        -rw- 2016-01-01 10:00:00 7 /store/a/old
        """;

    var listing = XrootdListing.children(text, "/store/", "", "");

    assertThat(listing.files()).extracting("name").containsExactly("a/old", "a/x y");
    assertThat(listing.files()).extracting("size").containsExactly(7L, 4L);
    assertThat(listing.folders()).containsExactly("a/d");
  }
}

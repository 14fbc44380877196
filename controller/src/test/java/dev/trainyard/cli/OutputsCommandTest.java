package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.trainyard.cli.Terminal.Said;
import dev.trainyard.config.StatusYaml;
import dev.trainyard.json.Json;
import dev.trainyard.model.status.TrainStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a train has made is listed, fetched and verified.
@SuppressWarnings("StringConcatToTextBlock") // one line shows where line breaks are
@ExtendWith(FinishedTrain.Resolver.class)
class OutputsCommandTest {
  private static final String TRAIN = "trains/all.yaml";
  private static final String FILE = "all/first/letters/letters.csv";

  @TempDir private Path folder = Path.of("");
  private SmallYard yard;
  private UsersClone clone;
  private Path results = Path.of("");

  @BeforeEach
  void begin(FinishedTrain finished) throws Exception {
    yard = finished.copyTo(folder);
    clone = UsersClone.of(yard, folder.resolve("clone"));
    results = folder.resolve("results");
  }

  @AfterEach
  void end() throws Exception {
    clone.close();
    yard.close();
  }

  private Said outputs(String verb, String... words) {
    String[] all = new String[words.length + 4];
    all[0] = verb;
    all[1] = "all";
    all[2] = "--yard";
    all[3] = folder.resolve("clone").toString();
    System.arraycopy(words, 0, all, 4, words.length);
    return Terminal.say(Stream.concat(Stream.of("outputs"), Stream.of(all)).toArray(String[]::new));
  }

  private Said get(String... words) {
    List<String> all =
        Stream.concat(
                Stream.of(results.toString(), "--from", yard.store().toString()), Stream.of(words))
            .toList();
    return outputs("get", all.toArray(String[]::new));
  }

  @Test
  void listsFilesWithCoverageAndChecksum() {
    Said told = outputs("list");
    Said read = outputs("list", "--settings", yard.settings().toString(), "--output", "json");

    assertThat(told.code()).isZero();
    assertThat(told.out()).contains("first/letters", "letters.csv", "3/3");
    assertThat(read.code()).isZero();
    assertThat(read.out()).contains("\"inputs\" : 3", "\"missing\" : 0", "\"sha256\" : ");
  }

  @Test
  void fetchesVerifiesAndFetchesNothingTwice() throws Exception {
    Said first = get();
    Said second = get();

    assertThat(first.err()).isEmpty();
    assertThat(first.code()).isZero();
    assertThat(first.out()).contains("2 files fetched");
    assertThat(results.resolve(FILE)).hasContent(SmallYard.onePass());
    assertThat(results.resolve(FILE + ".manifest.json")).exists();
    assertThat(results.resolve(".trainyard")).doesNotExist();
    assertThat(second.out()).contains("0 files fetched", "2 there before");
    assertThat(outputs("verify", results.toString()).code()).isZero();
    assertThat(outputs("verify", "--from", yard.store().toString()).code()).isZero();
  }

  @Test
  void goesOnWithAPartAndDropsOneThatIsWrong() throws Exception {
    get();
    byte[] whole = Files.readAllBytes(results.resolve(FILE));
    Path part = partOf(FILE);
    Files.delete(results.resolve(FILE));
    Files.createDirectories(part.getParent());
    Files.write(part, Arrays.copyOf(whole, 7));
    Said resumed = get();
    Files.delete(results.resolve(FILE));
    Files.createDirectories(part.getParent());
    Files.writeString(part, "rubbish");
    Said mended = get();

    assertThat(resumed.out()).contains("1 file fetched");
    assertThat(mended.out()).contains("1 file fetched");
    assertThat(results.resolve(FILE)).hasBinaryContent(whole);
  }

  private Path partOf(String target) throws Exception {
    var train = statusOf();
    var item =
        TrainOutputs.told(train, "").items().stream()
            .filter(it -> it.target().equals(target))
            .findFirst()
            .orElseThrow();
    return OutputsDelivery.part(results, item);
  }

  private TrainStatus statusOf() throws Exception {
    String text = yard.status(TRAIN).orElseThrow();
    return new StatusYaml(new Json()).read(TRAIN, text.getBytes(UTF_8), TrainStatus.class);
  }

  @Test
  void neverTouchesWhatItDidNotWrite() throws Exception {
    Files.createDirectories(results.resolve(FILE).getParent());
    Files.writeString(results.resolve(FILE), "mine\n");
    Files.writeString(results.resolve("other.txt"), "mine too\n");

    Said said = get();

    assertThat(said.code()).isEqualTo(ExitCode.UNFINISHED.code());
    assertThat(said.err()).contains(FILE + ": a different file is there");
    assertThat(results.resolve(FILE)).hasContent("mine\n");
    assertThat(results.resolve("other.txt")).hasContent("mine too\n");
    assertThat(outputs("verify", results.toString()).code()).isEqualTo(ExitCode.UNFINISHED.code());
  }

  @Test
  void followsNoLinkOutOfItsFolder() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.createDirectories(results);
    Files.createSymbolicLink(results.resolve("all"), elsewhere);

    Said said = get();

    assertThat(said.code()).isEqualTo(ExitCode.UNFINISHED.code());
    assertThat(said.err()).contains("all is a symbolic link");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void refusesNamesThatLeadElsewhere() throws Exception {
    String text = yard.status(TRAIN).orElseThrow();
    yard.origin()
        .commit(
            SmallYard.STATUS,
            Map.of(TRAIN, text.replace("merged/" + FILE, "merged/../../../../evil.csv")));
    clone.fetch();

    Said said = get();

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).as("a status that cannot be true is none").contains("has not run yet");
    assertThat(results).doesNotExist();
  }

  @Test
  void tellsOfDamageInTheStore() throws Exception {
    Path merged = yard.order("all").resolve("merged").resolve(FILE);
    Files.writeString(merged, SmallYard.onePass().replace("63", "64"));

    Said verified = outputs("verify", "--from", yard.store().toString());
    Said fetched = get();

    assertThat(verified.code()).isEqualTo(ExitCode.UNFINISHED.code());
    assertThat(verified.err()).contains("letters.csv: it differs");
    assertThat(fetched.code()).isEqualTo(ExitCode.UNFINISHED.code());
    assertThat(fetched.err()).contains("another checksum");
    assertThat(results.resolve(FILE)).doesNotExist();
  }

  @Test
  void fetchesFromAWebServer() throws Exception {
    HttpServer server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            yard.store().toRealPath(),
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    try {
      String address = "http://localhost:" + server.getAddress().getPort() + "/";
      Said said = outputs("get", results.toString(), "--from", address);

      assertThat(said.err()).isEmpty();
      assertThat(said.code()).isZero();
      assertThat(results.resolve(FILE)).hasContent(SmallYard.onePass());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void verifiesKeptPartsWithoutTheStore() throws Exception {
    try (SmallYard parts = SmallYard.in(Files.createDirectories(folder.resolve("parts")));
        UsersClone mine = UsersClone.of(parts, folder.resolve("mine"))) {
      parts.commit(
          Map.of(
              "analyses/first/wagons/letters.yaml",
              SmallYard.wagon("letters", "merge: {none: {}}"),
              TRAIN,
              SmallYard.train("all", "")));
      RunningController.untilQuiet(parts.settings());
      mine.fetch();
      String here = folder.resolve("mine").toString();
      List<String> verify = List.of("outputs", "verify", "all", results.toString(), "--yard", here);
      Terminal.say(
          "outputs",
          "get",
          "all",
          results.toString(),
          "--yard",
          here,
          "--from",
          parts.store().toString());

      Said whole = Terminal.say(verify.toArray(String[]::new));
      Files.delete(results.resolve("jobs/1/first/letters/letters.csv"));
      Said lost = Terminal.say(verify.toArray(String[]::new));
      Files.delete(results.resolve(FILE + ".manifest.json"));
      Said unknown = Terminal.say(verify.toArray(String[]::new));

      assertThat(whole.err()).isEmpty();
      assertThat(whole.code()).isZero();
      assertThat(whole.out()).contains("3 files of all: all are what they should be");
      assertThat(lost.code()).isEqualTo(ExitCode.UNFINISHED.code());
      assertThat(lost.err()).contains("jobs/1/first/letters/letters.csv: it is missing");
      assertThat(unknown.code()).isEqualTo(ExitCode.UNFINISHED.code());
      assertThat(unknown.err()).contains("letters.csv.manifest.json cannot be read");
      assertThat(unknown.out()).doesNotContain("all are what");
    }
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(outputs("get").code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outputs("get").err()).contains("--from");
    assertThat(outputs("get", "--from", folder.resolve("nowhere").toString()).code())
        .isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(outputs("list", "--wagon", "first/other").code()).isEqualTo(ExitCode.NOTHING.code());
  }

  @Test
  void tellsNoCoverageOfAListThatItDoesNotKnow() throws Exception {
    clone.forgeStatus(TRAIN, text -> text.replace("mergeList: all", "mergeList: early"));

    Said said = outputs("list");

    assertThat(said.out()).contains("early").doesNotContain("3/3");
  }

  @Test
  void listsWhatTheStatusTellsWhereTheStoreIsAway() throws Exception {
    Files.move(yard.store(), folder.resolve("away"));

    Said said = outputs("list", "--settings", yard.settings().toString());

    assertThat(said.code()).isZero();
    assertThat(said.err()).contains("there is no store at", "the status branch tells");
    assertThat(said.out()).contains("letters.csv");
  }

  @Test
  void takesNamesAsEverywhere() throws Exception {
    clone.write("trains/new.yaml", SmallYard.train("new", ""));
    String here = folder.resolve("clone").toString();

    assertThat(outputs("list", "--wagon", "letters").code()).isZero();
    assertThat(Terminal.say("outputs", "list", "new", "--yard", here).err())
        .contains("train new has not run yet");
    assertThat(Terminal.say("outputs", "list", "", "--yard", here).code())
        .isEqualTo(ExitCode.USAGE.code());
    assertThat(clone.say("new", "train", "x", "--package", "tools").err())
        .contains("--package says nothing of a train");
  }

  @Test
  void tellsProgramsWhatBecameOfEachFile() {
    String path = "\"path\" : \"" + FILE + "\"";

    assertThat(get("--output", "json").out()).contains(path, "\"state\" : \"fetched\"");
    assertThat(get("--output", "json").out()).contains(path, "\"state\" : \"had\"");
    assertThat(outputs("verify", "--wagon", "no", "--output", "json").out().strip())
        .isEqualTo("[ ]");
  }
}

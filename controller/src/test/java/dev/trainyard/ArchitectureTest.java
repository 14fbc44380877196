package dev.trainyard;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.trainyard.git.UserClone;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which package may use what. The picture, from the bottom up: `model`; `json`; the spokes, which
/// do not know each other, and `store`; `controller`; `web` and `metrics`; `cli`.
@Tag("architecture")
class ArchitectureTest {
  private static final String ROOT = "dev.trainyard";

  /// Fewer than this, and the rules below would hold because they see nothing. Raise it now and
  /// then.
  private static final int LEAST_CLASSES = 30;

  private static final List<String> SPOKES =
      List.of("git", "config", "plan", "engine", "job", "report", "forge", "registry", "runs");

  /// What each of our packages may use of our other packages. A package that is not named may use
  /// none.
  private static final Map<String, List<String>> USES =
      Map.ofEntries(
          Map.entry("model", List.of()),
          Map.entry("json", List.of("model")),
          Map.entry("logs", List.of("model", "json", "report")),
          Map.entry("lease", List.of("model")),
          Map.entry("store", List.of("model", "json", "remote")),
          Map.entry("git", List.of("model", "json")),
          Map.entry("config", List.of("model", "json")),
          Map.entry("plan", List.of("model", "json")),
          Map.entry("engine", List.of("model", "json")),
          Map.entry("remote", List.of()),
          Map.entry("job", List.of("model", "json", "remote", "store")),
          Map.entry("report", List.of("model", "json")),
          Map.entry("forge", List.of("model", "json")),
          Map.entry("registry", List.of("model", "json")),
          Map.entry("runs", List.of("model", "json")),
          Map.entry("controller", with(SPOKES, "model", "json", "remote", "store")),
          Map.entry("web", List.of("model", "report", "controller")),
          Map.entry("metrics", List.of("model", "git", "engine", "forge", "controller")),
          Map.entry(
              "cli",
              with(
                  SPOKES,
                  "model",
                  "json",
                  "remote",
                  "store",
                  "controller",
                  "web",
                  "metrics",
                  "logs",
                  "lease")));

  /// Libraries, and the only packages that may know them.
  private static final Map<String, List<String>> LIBRARIES =
      Map.ofEntries(
          Map.entry("org.eclipse.jgit", List.of("git")),
          Map.entry("org.apache.sshd", List.of("git")),
          Map.entry("org.bouncycastle", List.of("git")),
          Map.entry("org.yaml.snakeyaml", List.of("config")),
          Map.entry("org.snakeyaml", List.of()),
          Map.entry("com.networknt", List.of("config")),
          Map.entry("com.fasterxml.jackson", List.of("json", "config")),
          Map.entry("org.kohsuke.github", List.of("forge")),
          Map.entry("java.sql", List.of("runs")),
          Map.entry("org.sqlite", List.of()),
          Map.entry("org.postgresql", List.of()),
          Map.entry("org.gitlab4j", List.of("forge")),
          Map.entry("org.glassfish.jersey", List.of("forge")),
          Map.entry("jakarta.ws.rs", List.of("forge")),
          Map.entry("ch.qos.logback", List.of("logs")),
          Map.entry("io.micrometer", List.of("metrics")),
          Map.entry("io.prometheus", List.of("metrics")),
          Map.entry("picocli", List.of("cli")),
          Map.entry("com.github.luben", List.of("job")),
          Map.entry("software.amazon", List.of("remote.s3")),
          Map.entry("io.fabric8", List.of("engine.kubernetes", "lease")));

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages(ROOT);

  @Test
  void seesTheCode() {
    assertThat(MAIN).hasSizeGreaterThanOrEqualTo(LEAST_CLASSES);
  }

  @ParameterizedTest
  @MethodSource("packages")
  void usesOnlyThePackagesBelowIt(String name) {
    List<String> others = new ArrayList<>(packages().toList());
    others.remove(name);
    others.removeAll(USES.getOrDefault(name, List.of()));

    check(
        noClasses()
            .that(resideIn(name))
            .should()
            .dependOnClassesThat(resideInAnyPackage(trees(others)))
            .because("the picture of packages in this test says so"));
  }

  @Test
  void modelUsesTheJdkOnly() {
    check(
        classes()
            .that(resideIn("model"))
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", tree("model")))
            .because("everything else builds on it"));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void libraryIsKnownInOnePlaceOnly(String library) {
    check(
        noClasses()
            .that(resideOutsideOf(LIBRARIES.getOrDefault(library, List.of())))
            .should()
            .dependOnClassesThat(resideInAPackage(library + ".."))
            .because("only " + LIBRARIES.get(library) + " may know " + library));
  }

  @Test
  void packagesFormNoCycle() {
    check(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
  }

  @Test
  void everyPackageIsNullMarked() {
    List<String> unmarked =
        MAIN.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(p -> !p.isAnnotatedWith(NullMarked.class))
            .map(p -> p.getName() + ": add a package-info.java with @NullMarked")
            .toList();

    assertThat(unmarked).isEmpty();
  }

  @Test
  void onlyTheCommandLineTalksToTheTerminalAndEndsTheProcess() {
    check(
        noClasses()
            .that(resideOutsideOf(List.of("cli")))
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class)
            .because("the rest returns values, throws, or logs"));
  }

  @Test
  void onlyTheCommandLineReadsTheSystemClock() {
    check(
        noClasses()
            .that(resideOutsideOf(List.of("cli")))
            .should()
            .accessTargetWhere(describe("the system clock is read", a -> isClock(a.getTarget())))
            .because("time comes from an InstantSource that tests can set"));
  }

  @Test
  void threadsComeFromExecutors() {
    check(
        noClasses()
            .should()
            .accessTargetWhere(describe("new Thread", a -> isNew(a.getTarget(), Thread.class)))
            .because("an executor has an owner that closes it"));
  }

  /// `job` runs wagons; the local engine runs jobs; Slurm and XRootD are spoken to by their
  /// commands; the demo starts a controller; a user's clone is changed with the user's own `git`.
  /// Nothing else starts processes.
  @Test
  void onlyJobsAndEnginesStartProcesses() {
    check(
        noClasses()
            .that(
                resideOutsideOf(
                    List.of("job", "engine.local", "engine.slurm", "remote.xrootd", "cli.demo")))
            .and()
            .doNotBelongToAnyOf(UserClone.class)
            .should()
            .accessTargetWhere(describe("a process starts", a -> isProcess(a.getTarget())))
            .because("processes are started where they are also watched and ended"));
  }

  @Test
  void namesSayWhatTheThingIs() {
    check(
        noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
            .because("such a name says nothing; call it what it is"));
  }

  @SuppressWarnings("unused") // by usesOnlyThePackagesBelowIt
  private static Stream<String> packages() {
    Stream<String> found =
        MAIN.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(ROOT + "."))
            .map(name -> name.substring(ROOT.length() + 1).split("\\.", 2)[0]);
    return Stream.concat(USES.keySet().stream(), found).distinct().sorted();
  }

  @SuppressWarnings("unused") // by libraryIsKnownInOnePlaceOnly
  private static Set<String> libraries() {
    return LIBRARIES.keySet();
  }

  private static boolean isClock(AccessTarget target) {
    JavaClass owner = target.getOwner();
    return switch (target.getName()) {
      case "now" -> owner.getPackageName().equals("java.time") && !takes(target, Clock.class);
      case "system", "systemUTC", "systemDefaultZone" ->
          owner.isEquivalentTo(Clock.class) || owner.isEquivalentTo(InstantSource.class);
      case "currentTimeMillis" -> owner.isEquivalentTo(System.class);
      default -> isNew(target, Date.class) && !takes(target, long.class);
    };
  }

  private static boolean isProcess(AccessTarget target) {
    return isNew(target, ProcessBuilder.class)
        || (target.getName().equals("exec") && target.getOwner().isEquivalentTo(Runtime.class));
  }

  private static boolean isNew(AccessTarget target, Class<?> type) {
    return target.getName().equals(JavaConstructor.CONSTRUCTOR_NAME)
        && target.getOwner().isEquivalentTo(type);
  }

  private static boolean takes(AccessTarget target, Class<?> parameter) {
    return target instanceof CodeUnitAccessTarget method
        && method.getRawParameterTypes().stream().anyMatch(p -> p.isEquivalentTo(parameter));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MAIN);
  }

  private static DescribedPredicate<JavaClass> resideIn(String name) {
    return resideInAPackage(tree(name));
  }

  private static DescribedPredicate<JavaClass> resideOutsideOf(List<String> names) {
    return DescribedPredicate.not(resideInAnyPackage(trees(names)));
  }

  private static String[] trees(List<String> names) {
    return names.stream().map(ArchitectureTest::tree).toArray(String[]::new);
  }

  private static String tree(String name) {
    return ROOT + "." + name + "..";
  }

  private static List<String> with(List<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }
}

package org.gatehouse.ims.ue.quality;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md point down, packages have no cycles, sizes stay small. */
class ArchitectureTest {
    private static final String ROOT = "org.gatehouse.ims.";
    private static final String CORE = ROOT + "core.";

    /** From the bottom up: a package may use what stands in a line before its own. */
    private static final List<List<String>> CORE_LAYERS =
            List.of(
                    List.of("flow", "machine", "runtime", "net"),
                    List.of("aka"),
                    List.of("secagree", "digest"),
                    List.of("esp"),
                    List.of("ipsec", "sip", "diameter"),
                    List.of("transport", "sim", "trace", "config", "admin"),
                    List.of("cli"));

    private static final List<String> DAEMONS = List.of("hss", "scscf", "pcscf", "ue");

    private static final int MAX_TYPES_IN_PACKAGE = 20;

    /** Packages that are over it already: they may shrink and not grow. */
    private static final Map<String, Integer> LARGER_PACKAGES =
            Map.of(CORE + "secagree", 22, ROOT + "pcscf.registration", 22);

    private static final int MAX_LINES_IN_FILE = 500;

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(location ->
                            !location.contains("/test-classes/")
                                    && !location.contains("-tests.jar"))
                    .importPackages("org.gatehouse.ims");

    @Test
    void allModulesAreLookedAt() {
        assertThat(CLASSES.size()).isGreaterThan(200);
        for (String daemon : DAEMONS) {
            assertThat(CLASSES.stream().map(JavaClass::getPackageName))
                    .anyMatch(name -> name.startsWith(ROOT + daemon + "."));
        }
        assertThat(CLASSES.stream().map(JavaClass::getSimpleName))
                .doesNotContain("ArchitectureTest", "VectorFiles");
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.gatehouse.ims.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void aLayerOfTheCoreUsesOnlyThoseBelow() {
        for (int i = 0; i < CORE_LAYERS.size(); i++) {
            String[] own = packages(CORE_LAYERS.get(i));
            String[] above =
                    CORE_LAYERS.subList(i + 1, CORE_LAYERS.size()).stream()
                            .flatMap(layer -> List.of(packages(layer)).stream())
                            .toArray(String[]::new);
            if (above.length > 0) {
                noClasses()
                        .that()
                        .resideInAnyPackage(own)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(above)
                        .check(CLASSES);
            }
        }
    }

    @Test
    void everyPackageOfTheCoreHasItsLayer() {
        List<String> known = CORE_LAYERS.stream().flatMap(List::stream).toList();
        assertThat(CLASSES.stream().map(JavaClass::getPackageName))
                .filteredOn(name -> name.startsWith(CORE))
                .allMatch(name -> known.contains(topic(name)));
    }

    /** The first part of a package's name below the core. */
    private static String topic(String packageName) {
        String below = packageName.substring(CORE.length());
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }

    @Test
    void theCoreKnowsNoDaemonAndNoDaemonAnother() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(daemonPackages(DAEMONS))
                .check(CLASSES);
        for (String daemon : DAEMONS.subList(0, 3)) {
            List<String> others = new ArrayList<>(DAEMONS);
            others.remove(daemon);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + daemon + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(daemonPackages(others))
                    .check(CLASSES);
        }
    }

    @Test
    void logicOfADaemonKnowsNoIoAndNoCommandLine() {
        noClasses()
                .that()
                .resideInAnyPackage(daemonPackages(DAEMONS))
                .and()
                .resideOutsideOfPackages("..io..", "..cli..", "..lab..", "..testlab..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "*.io..", ROOT + "*.cli..", CORE + "transport..", CORE + "admin..")
                .check(CLASSES);
    }

    @Test
    void jainSipIsSeenInSipAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CORE + "sip..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.sip..", "gov.nist..")
                .check(CLASSES);
    }

    @Test
    void nettyIsSeenInTransportAndAdminAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(CORE + "transport..", CORE + "admin..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    void noDaemonRunsOnVirtualTime() {
        noClasses()
                .that()
                .resideOutsideOfPackages(CORE + "sim..", ROOT + "ue.testlab..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CORE + "sim..")
                .check(CLASSES);
    }

    /** Its class initialiser loads native code. */
    @Test
    void readersAreLookedForInTheCardsIoAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "ue.card.io..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("javax[.]smartcardio[.](TerminalFactory|CardTerminals?|Card)")
                .check(CLASSES);
    }

    @Test
    void aPackageHasAtMost20Types() {
        Map<String, Integer> types = new TreeMap<>();
        CLASSES.stream()
                .filter(type -> type.getEnclosingClass().isEmpty())
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .forEach(type -> types.merge(type.getPackageName(), 1, Integer::sum));
        types.entrySet()
                .removeIf(entry ->
                        entry.getValue()
                                <= LARGER_PACKAGES.getOrDefault(
                                        entry.getKey(), MAX_TYPES_IN_PACKAGE));
        assertThat(types).isEmpty();
    }

    @Test
    void aSourceFileHasAtMost500Lines() throws IOException {
        Map<String, Integer> tooLong = new TreeMap<>();
        Path project = Path.of("").toAbsolutePath().getParent();
        try (var modules = Files.newDirectoryStream(project, "ims-*")) {
            for (Path module : modules) {
                try (var files = Files.walk(module.resolve("src"))) {
                    for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                        int lines = Files.readAllLines(file).size();
                        if (lines > MAX_LINES_IN_FILE) {
                            tooLong.put(file.getFileName().toString(), lines);
                        }
                    }
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    private static String[] packages(List<String> layer) {
        return layer.stream().map(name -> CORE + name + "..").toArray(String[]::new);
    }

    private static String[] daemonPackages(List<String> daemons) {
        return daemons.stream().map(name -> ROOT + name + "..").toArray(String[]::new);
    }
}

package io.evenreach.identity;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ArchitectureTest {

    private static final JavaClasses SERVICE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.evenreach.identity");

    @Test
    void keepsTheDomainFreeOfFrameworks() {
        classes()
                .that()
                .resideInAPackage("..domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "org.apache.commons.text.similarity",
                        "io.evenreach.kernel..",
                        "io.evenreach.identifiers..",
                        "io.evenreach.identity.vocabulary",
                        "io.evenreach.identity.rules",
                        "..domain..")
                .because("stitching is a function: pass in what it needs, time and ids included")
                .check(SERVICE);
    }

    @Test
    void keepsTheDomainFreeOfClocksAndChance() {
        noClasses()
                .that()
                .resideInAPackage("..domain..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .because("the same evidence must give the same people: take time and ids as arguments")
                .check(SERVICE);
    }

    @Test
    void letsNobodyDependOnTheEdges() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..web..", "..messaging..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.evenreach.identity..web..", "io.evenreach.identity..messaging..")
                .because("HTTP and Kafka are edges of a feature: move what others need to the feature's root package")
                .check(SERVICE);
    }

    @Test
    void hasNoCyclesBetweenFeatures() {
        slices().matching("io.evenreach.identity.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a feature that needs another must not be needed by it")
                .check(SERVICE);
    }

    @Test
    void showsEachOtherOnlyRootPackages() {
        ApplicationModules.of(IdentityApplication.class).verify();
    }
}

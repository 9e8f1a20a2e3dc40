package io.evenreach.guidecommerce;

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
            .importPackages("io.evenreach.guidecommerce");

    @Test
    void keepsTheDomainFreeOfFrameworks() {
        classes()
                .that()
                .resideInAnyPackage("..domain..", "..books..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "io.evenreach.kernel..",
                        "io.evenreach.identifiers..",
                        "..domain..",
                        "..books..")
                .because("rules are values: pass in what the domain needs, time and ids included")
                .check(SERVICE);
    }

    @Test
    void keepsTheDomainFreeOfClocksAndChance() {
        noClasses()
                .that()
                .resideInAnyPackage("..domain..", "..books..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .because("the same inputs must give the same answer: take time and ids as arguments")
                .check(SERVICE);
    }

    @Test
    void letsNobodyDependOnTheWeb() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..web..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.evenreach.guidecommerce..web..")
                .because("HTTP is one edge of a feature: move what others need to the feature's root package")
                .check(SERVICE);
    }

    @Test
    void hasNoCyclesBetweenFeatures() {
        slices().matching("io.evenreach.guidecommerce.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a feature that needs another must not be needed by it")
                .check(SERVICE);
    }

    @Test
    void showsEachOtherOnlyRootPackages() {
        ApplicationModules.of(GuideCommerceApplication.class).verify();
    }
}

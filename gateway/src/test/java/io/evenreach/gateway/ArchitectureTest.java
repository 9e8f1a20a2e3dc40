package io.evenreach.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.evenreach.gateway");

    @Test
    void keepsFrameworksOutOfTheDomain() {
        noClasses()
                .that()
                .resideInAPackage("..domain..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "jakarta..",
                        "org.apache..",
                        "com.nimbusds..",
                        "tools.jackson..",
                        "java.sql..")
                .because("the domain is decided without servers: move what needs one to the feature's root package")
                .check(CLASSES);
    }

    @Test
    void hasNoCyclesBetweenFeatures() {
        slices().matching("io.evenreach.gateway.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a feature that needs another may not be needed by it: move the shared part down")
                .check(CLASSES);
    }

    @Test
    void reachesNoServiceInCode() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.evenreach.identity..",
                        "io.evenreach.campaign..",
                        "io.evenreach.frequency..",
                        "io.evenreach.guidecommerce..")
                .because("the gateway has no business rule: services are reached over HTTP only")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void keepsTheModulesApart() {
        ApplicationModules.of(GatewayApplication.class).verify();
    }
}

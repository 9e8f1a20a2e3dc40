package io.evenreach.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.modulith.core.ApplicationModules;

/** What holds of the structure of the deciding services; the gateway, which decides nothing, has rules of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ServiceArchitecture {

    private final Class<?> application;
    private final String root;
    private final JavaClasses service;

    /** @param application the class that starts the service, in its root package */
    protected ServiceArchitecture(Class<?> application) {
        this.application = application;
        this.root = application.getPackageName();
        this.service = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(root);
    }

    /** The packages of pure rules. */
    protected String[] domain() {
        return new String[] {"..domain.."};
    }

    /** All that pure rules may depend on. */
    protected abstract String[] pure();

    /** The packages that nobody outside of them depends on. */
    protected String[] edges() {
        return new String[] {root + "..web.."};
    }

    protected final JavaClasses service() {
        return service;
    }

    @Test
    public void keepsTheDomainFreeOfFrameworks() {
        classes()
                .that()
                .resideInAnyPackage(domain())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(pure())
                .because("rules are values: pass in what the domain needs, time and ids included")
                .check(service);
    }

    @Test
    public void keepsTheDomainFreeOfClocksAndChance() {
        noClasses()
                .that()
                .resideInAnyPackage(domain())
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .because("the same inputs must give the same answer: take time and ids as arguments")
                .check(service);
    }

    @Test
    public void letsNobodyDependOnTheEdges() {
        noClasses()
                .that()
                .resideOutsideOfPackages(edges())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(edges())
                .because("these are edges of a feature: move what others need to the feature's root package")
                .check(service);
    }

    @Test
    public void hasNoCyclesBetweenFeatures() {
        slices().matching(root + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("a feature that needs another must not be needed by it")
                .check(service);
    }

    @Test
    public void showsEachOtherOnlyRootPackages() {
        ApplicationModules.of(application).verify();
    }
}

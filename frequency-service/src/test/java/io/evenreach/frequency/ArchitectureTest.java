package io.evenreach.frequency;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.evenreach.testkit.ServiceArchitecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends ServiceArchitecture {

    ArchitectureTest() {
        super(FrequencyApplication.class);
    }

    /** Values that features show each other are pure as well; only their own root packages are meant. */
    @Override
    protected String[] pure() {
        return new String[] {
            "java.lang..",
            "java.io",
            "java.math..",
            "java.nio..",
            "java.security..",
            "java.time..",
            "java.util..",
            "org.jspecify..",
            "io.evenreach.kernel..",
            "io.evenreach.identifiers..",
            "io.evenreach.frequency.ledger",
            "io.evenreach.frequency.policy",
            "..domain.."
        };
    }

    @Override
    protected String[] edges() {
        return new String[] {"io.evenreach.frequency..web..", "io.evenreach.frequency..messaging.."};
    }

    @Test
    void keepsTheLedgersCoreAwayFromItsConfiguration() {
        noClasses()
                .that()
                .resideInAPackage("..domain..")
                .should()
                .dependOnClassesThat()
                .areAnnotatedWith("org.springframework.stereotype.Component")
                .orShould()
                .dependOnClassesThat()
                .areAnnotatedWith("org.springframework.boot.context.properties.ConfigurationProperties")
                .because("the core is given values and does not look them up")
                .check(service());
    }
}

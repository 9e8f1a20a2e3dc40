package io.evenreach.identity;

import io.evenreach.testkit.ServiceArchitecture;

class ArchitectureTest extends ServiceArchitecture {

    ArchitectureTest() {
        super(IdentityApplication.class);
    }

    @Override
    protected String[] pure() {
        return new String[] {
            "java..",
            "org.jspecify..",
            "org.apache.commons.text.similarity",
            "io.evenreach.kernel..",
            "io.evenreach.identifiers..",
            "io.evenreach.identity.vocabulary",
            "io.evenreach.identity.rules",
            "..domain.."
        };
    }

    @Override
    protected String[] edges() {
        return new String[] {"io.evenreach.identity..web..", "io.evenreach.identity..messaging.."};
    }
}

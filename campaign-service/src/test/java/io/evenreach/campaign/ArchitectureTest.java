package io.evenreach.campaign;

import io.evenreach.testkit.ServiceArchitecture;

class ArchitectureTest extends ServiceArchitecture {

    ArchitectureTest() {
        super(CampaignApplication.class);
    }

    @Override
    protected String[] pure() {
        return new String[] {
            "java..", "org.jspecify..", "io.evenreach.kernel..", "io.evenreach.identifiers..", "..domain.."
        };
    }
}

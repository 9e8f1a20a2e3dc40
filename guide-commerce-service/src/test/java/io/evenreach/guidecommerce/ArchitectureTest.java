package io.evenreach.guidecommerce;

import io.evenreach.testkit.ServiceArchitecture;

class ArchitectureTest extends ServiceArchitecture {

    ArchitectureTest() {
        super(GuideCommerceApplication.class);
    }

    @Override
    protected String[] domain() {
        return new String[] {"..domain..", "..books.."};
    }

    @Override
    protected String[] pure() {
        return new String[] {
            "java..", "org.jspecify..", "io.evenreach.kernel..", "io.evenreach.identifiers..", "..domain..", "..books.."
        };
    }
}

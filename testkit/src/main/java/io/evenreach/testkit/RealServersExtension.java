package io.evenreach.testkit;

import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts the servers of a test class before it and takes them away after it. */
final class RealServersExtension implements BeforeAllCallback, AfterAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        if (context.getRequiredTestClass().isMemberClass()) {
            return;
        }
        Servers servers = Servers.start();
        Map<String, String> environment = servers.environment();
        environment.forEach(System::setProperty);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().isMemberClass()) {
            return;
        }
        Servers.stopCurrent();
    }
}
